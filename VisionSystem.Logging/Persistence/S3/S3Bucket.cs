using Amazon.S3;
using Amazon.S3.Model;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Stores objects in the bucket, and creates a missing bucket if the settings allow it.</summary>
internal sealed class S3Bucket(S3Options options, S3Clients clients, S3Calls calls)
{
    /// <summary>
    /// Stores one object. Every upload can create the bucket, not only the start-up check: that check can fail because the object
    /// store is still starting or is too busy, and a delivery must not fail until the next health check.
    /// </summary>
    /// <param name="name">Name of the object in the bucket.</param>
    /// <param name="request">Factory of the request, called once per attempt, with its stream at the start.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="StoreUnavailableException">The object cannot be stored.</exception>
    public async Task PutAsync(string name, Func<PutObjectRequest> request, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(name, request(), cancellationToken);
        }
        catch (StoreUnavailableException exception) when (options.CreateBucket && S3Faults.IsMissingBucket(exception))
        {
            await CreateAsync(cancellationToken);
            await SendAsync(name, request(), cancellationToken);
        }
    }

    private Task<PutObjectResponse> SendAsync(string name, PutObjectRequest request, CancellationToken cancellationToken) =>
        calls.RunAsync("PutObject", name, () => clients.Requests.PutObjectAsync(request, cancellationToken), cancellationToken);

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        // Only Amazon requires a region for a bucket.
        var request = new PutBucketRequest { BucketName = options.Bucket, UseClientRegion = options.EndpointUrl is null };
        try
        {
            await calls.RunAsync("CreateBucket", null, () => clients.Requests.PutBucketAsync(request, cancellationToken), cancellationToken);
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" })
        {
            // Another replica or a concurrent upload created it first.
        }
    }
}
