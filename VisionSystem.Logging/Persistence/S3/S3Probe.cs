using Amazon.S3;
using Amazon.S3.Model;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// Finds out whether the bucket can be used: writes a small object, and from then on reads it, which costs a tenth. Makes the
/// bucket where that is allowed.
/// </summary>
internal sealed class S3Probe(S3Options options, S3Clients clients, S3Calls calls)
{
    private static readonly string Name = S3ObjectStore.NameOf(".probe");

    private volatile bool _written;

    /// <exception cref="StoreUnavailableException">It cannot be used.</exception>
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
        // A GET and not a HEAD, since only its refusals say why.
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
        // Only Amazon has regions that a bucket must be placed in.
        var request = new PutBucketRequest { BucketName = options.Bucket, UseClientRegion = options.EndpointUrl is null };
        try
        {
            await calls.RunAsync("CreateBucket", null, () => clients.Requests.PutBucketAsync(request, cancellationToken), cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" })
        {
            // Another replica was quicker.
        }
    }
}
