using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Persistence.S3;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

/// <summary>Stores in buckets, put together as the service does.</summary>
internal static class S3Stores
{
    public static S3ObjectStore Open(S3Options options)
    {
        var clients = new S3Clients(options);
        var calls = new S3Calls(options, TimeProvider.System, NullLogger<S3Calls>.Instance);
        var bucket = new S3Bucket(options, clients, calls);
        return new S3ObjectStore(options, clients, calls, bucket, new S3Probe(options, clients, calls, bucket), TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
    }
}
