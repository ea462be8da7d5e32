using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

public class S3ImageStoreTests(S3Server server) : ImageStoreTests, IClassFixture<S3Server>
{
    [Fact]
    public async Task Lists_more_images_than_one_answer_of_the_server_holds()
    {
        var images = Enumerable.Range(0, 1_100).Select(seed => Samples.Image(seed, 10)).ToArray();
        await Parallel.ForEachAsync(images, TestContext.Current.CancellationToken, async (image, _) => await PutAsync(image));

        Assert.Equal(images.Select(Samples.Sha256Of).Order(StringComparer.Ordinal), await StoredAsync());
    }

    private protected override IObjectStore CreateObjects() => S3Stores.Open(server.NewBucket());
}

public sealed class EncryptedS3ImageStoreTests(S3Server server) : S3ImageStoreTests(server)
{
    private protected override string Keys => "encryption-key-for-sensitive-data";
}
