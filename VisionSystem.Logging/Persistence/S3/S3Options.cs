using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>The object store of the images when <c>CV_STORAGE_BACKEND</c> is <c>s3</c>.</summary>
internal sealed partial record S3Options
{
    /// <summary>What endpoints other than Amazon's are signed for when no region is set.</summary>
    private const string AnyRegion = "us-east-1";

    public string Bucket { get; init; } = "";

    public string? Region { get; init; }

    /// <summary>Without it and its secret, the credentials that the environment gives: variables, profile, instance or pod.</summary>
    [Secret]
    public string? AccessKeyId { get; init; }

    [Secret]
    public string? SecretAccessKey { get; init; }

    /// <summary>A store other than Amazon's; null for Amazon's in <see cref="Region"/>.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Where browsers reach the store, if not at <see cref="EndpointUrl"/>: links point there.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary><c>https://host/bucket/key</c> rather than <c>https://bucket.host/key</c>; null for whichever suits the endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Whether a missing bucket is made.</summary>
    public bool CreateBucket { get; init; }

    /// <summary>How long one attempt of a request may take, and how long a read may stall.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a request that failed is tried again before the caller is told.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 2;

    /// <summary>Where it is, in words for logs and health.</summary>
    public string Location => $"{Bucket} at {EndpointUrl?.GetLeftPart(UriPartial.Authority) ?? $"Amazon S3, {Region}"}";

    /// <summary>The region that requests are signed for.</summary>
    public string SigningRegion => string.IsNullOrEmpty(Region) ? AnyRegion : Region;

    /// <summary>Whether the bucket is named in the path. Amazon is phasing that out, other stores often know nothing else.</summary>
    public bool UsesPathStyle => PathStyle ?? (EndpointUrl is { } endpoint && !endpoint.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong while <c>CV_STORAGE_BACKEND</c> is <c>s3</c>.</summary>
    public IEnumerable<ValidationResult> Validate()
    {
        if (!BucketName().IsMatch(Bucket))
        {
            yield return new(
                Bucket.Length == 0 ? "CV_STORAGE_BACKEND=s3 needs the name of a bucket" : $"'{Bucket}' is not a bucket's name (3 to 63 of a-z, 0-9, . and -)",
                [nameof(Bucket)]);
        }

        if (string.IsNullOrEmpty(AccessKeyId) != string.IsNullOrEmpty(SecretAccessKey))
        {
            yield return new("set both, or neither to use the environment's own credentials", [nameof(AccessKeyId), nameof(SecretAccessKey)]);
        }

        if (EndpointUrl is null && string.IsNullOrEmpty(Region))
        {
            yield return new("Amazon S3 needs a region; for another store set CV_S3_ENDPOINT_URL", [nameof(Region)]);
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return new("must be more than nothing", [nameof(Timeout)]);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
