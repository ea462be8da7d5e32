using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.ServiceDefaults.Tls;
using VisionSystem.Tests.Logging.Persistence.Objects;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.S3;

public class S3ImageStoreTests(S3Server server) : ImageStoreTests, IClassFixture<S3Server>
{
    [Fact]
    public async Task Lists_images_across_pages_of_the_server()
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

/// <summary>Image stores in buckets, composed as in the service.</summary>
internal static class S3Stores
{
    public static S3ObjectStore Open(S3Options options)
    {
        var clients = new S3Clients(options, new TrustedAuthorities(null));
        var calls = new S3Calls(options, TimeProvider.System, NullLogger<S3Calls>.Instance);
        var bucket = new S3Bucket(options, clients, calls);
        return new S3ObjectStore(options, clients, calls, bucket, new S3Probe(options, clients, calls, bucket), TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
    }
}
