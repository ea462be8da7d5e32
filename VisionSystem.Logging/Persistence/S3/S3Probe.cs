using Amazon.S3.Model;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Checks that the bucket is usable: writes a small object at first and only reads it from then on, which costs a tenth.</summary>
internal sealed class S3Probe(S3Options options, S3Clients clients, S3Calls calls, S3Bucket bucket)
{
    private static readonly string Name = S3ObjectStore.NameOf(".probe");

    private volatile bool _written;

    /// <exception cref="StoreUnavailableException">The bucket is not usable.</exception>
    public async Task<StoreStatus> RunAsync(CancellationToken cancellationToken)
    {
        if (!_written || !await ReadAsync(cancellationToken))
        {
            await bucket.PutAsync(Name, CreateRequest, cancellationToken);
            _written = true;
        }

        return new StoreStatus("s3", options.Location, UsedBytes: null, FreeBytes: null);
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        // A GET instead of a HEAD, because only its error responses contain the reason.
        using var found = await calls.FindAsync("GetObject", Name, () => clients.Requests.GetObjectAsync(options.Bucket, Name, cancellationToken), cancellationToken);
        return found is not null;
    }

    private PutObjectRequest CreateRequest() =>
        new() { BucketName = options.Bucket, Key = Name, ContentBody = "vision", UseChunkEncoding = false };
}
