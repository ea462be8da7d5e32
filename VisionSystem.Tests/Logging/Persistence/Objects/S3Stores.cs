using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Logging.Persistence.S3;

namespace VisionSystem.Tests.Logging.Persistence.Objects;

/// <summary>Image stores in buckets, composed as in the service.</summary>
internal static class S3Stores
{
    public static S3ObjectStore Open(S3Options options)
    {
        var clients = new S3Clients(options);
        var calls = new S3Calls(options, TimeProvider.System, NullLogger<S3Calls>.Instance);
        return new S3ObjectStore(options, clients, calls, new S3Probe(options, clients, calls), TimeProvider.System, NullLogger<S3ObjectStore>.Instance);
    }
}
