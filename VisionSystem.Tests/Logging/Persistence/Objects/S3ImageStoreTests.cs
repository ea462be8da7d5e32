using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

public class S3ImageStoreTests(S3Server server) : ImageStoreTests, IClassFixture<S3Server>
{
    [Fact]
    public async Task Lists_more_photos_than_one_answer_of_the_server_holds()
    {
        var photos = Enumerable.Range(0, 1_100).Select(seed => Samples.Photo(seed, 10)).ToArray();
        await Parallel.ForEachAsync(photos, TestContext.Current.CancellationToken, async (photo, _) => await PutAsync(photo));

        Assert.Equal(photos.Select(Samples.Sha256Of).Order(StringComparer.Ordinal), await StoredAsync());
    }

    private protected override IObjectStore CreateObjects() => S3Stores.Open(server.NewBucket());
}

public sealed class EncryptedS3ImageStoreTests(S3Server server) : S3ImageStoreTests(server)
{
    private protected override string Keys => "encryption-key-for-sensitive-data";
}
