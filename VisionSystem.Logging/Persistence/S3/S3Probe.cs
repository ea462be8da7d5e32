using Amazon.S3;
using Amazon.S3.Model;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// Checks that the bucket is usable: writes a small object at first and only reads it from then on, which costs a tenth. Creates
/// a missing bucket if the settings allow it.
/// </summary>
internal sealed class S3Probe(S3Options options, S3Clients clients, S3Calls calls)
{
    private static readonly string Name = S3ObjectStore.NameOf(".probe");

    private volatile bool _written;

    /// <exception cref="StoreUnavailableException">The bucket is not usable.</exception>
    public async Task<StoreStatus> RunAsync(CancellationToken cancellationToken)
    {
        if (!_written || !await ReadAsync(cancellationToken))
        {
            await WriteAsync(cancellationToken);
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

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception) when (options.CreateBucket && S3Faults.IsMissingBucket(exception))
        {
            await CreateBucketAsync(cancellationToken);
            await PutAsync(cancellationToken);
        }
    }

    private Task<PutObjectResponse> PutAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest { BucketName = options.Bucket, Key = Name, ContentBody = "vision", UseChunkEncoding = false };
        return calls.RunAsync("PutObject", Name, () => clients.Requests.PutObjectAsync(request, cancellationToken), cancellationToken);
    }

    private async Task CreateBucketAsync(CancellationToken cancellationToken)
    {
        // Only Amazon requires a region for a bucket.
        var request = new PutBucketRequest { BucketName = options.Bucket, UseClientRegion = options.EndpointUrl is null };
        try
        {
            await calls.RunAsync("CreateBucket", null, () => clients.Requests.PutBucketAsync(request, cancellationToken), cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" })
        {
            // Another replica created it first.
        }
    }
}
