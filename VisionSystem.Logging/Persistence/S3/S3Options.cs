using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>Settings of the object store of the images if <c>CV_STORAGE_BACKEND</c> is <c>s3</c>.</summary>
internal sealed partial record S3Options
{
    /// <summary>Signing region of endpoints other than Amazon's if no region is set.</summary>
    private const string AnyRegion = "us-east-1";

    public string Bucket { get; init; } = "";

    public string? Region { get; init; }

    /// <summary>Without it and its secret, the credentials of the environment apply: variables, profile, instance or pod.</summary>
    [Secret]
    public string? AccessKeyId { get; init; }

    [Secret]
    public string? SecretAccessKey { get; init; }

    /// <summary>Endpoint of a store other than Amazon S3; null for Amazon S3 in <see cref="Region"/>.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Address of the store for browsers, used in links; null for <see cref="EndpointUrl"/>.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary><c>https://host/bucket/key</c> rather than <c>https://bucket.host/key</c>; null to choose by the endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>True to create a missing bucket.</summary>
    public bool CreateBucket { get; init; }

    /// <summary>Maximum duration of one attempt of a request, and of a stalled read.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Number of retries of a failed request.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 2;

    /// <summary>Description of the location for logs and health checks.</summary>
    public string Location => $"{Bucket} at {EndpointUrl?.GetLeftPart(UriPartial.Authority) ?? $"Amazon S3, {Region}"}";

    /// <summary>Region for the request signature.</summary>
    public string SigningRegion => string.IsNullOrEmpty(Region) ? AnyRegion : Region;

    /// <summary>True if the path contains the bucket. Amazon deprecates this style; many other stores support only this one.</summary>
    public bool UsesPathStyle => PathStyle ?? (EndpointUrl is { } endpoint && !endpoint.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase));

    /// <summary>Validates the settings for <c>CV_STORAGE_BACKEND=s3</c>.</summary>
    public IEnumerable<ValidationResult> Validate()
    {
        if (!BucketName().IsMatch(Bucket))
        {
            yield return new(
                Bucket.Length == 0 ? "CV_STORAGE_BACKEND=s3 requires a bucket name" : $"'{Bucket}' is not a valid bucket name (3 to 63 of a-z, 0-9, . and -)",
                [nameof(Bucket)]);
        }

        if (string.IsNullOrEmpty(AccessKeyId) != string.IsNullOrEmpty(SecretAccessKey))
        {
            yield return new("set both, or neither to use the credentials of the environment", [nameof(AccessKeyId), nameof(SecretAccessKey)]);
        }

        if (EndpointUrl is null && string.IsNullOrEmpty(Region))
        {
            yield return new("Amazon S3 requires a region; for another store set CV_S3_ENDPOINT_URL", [nameof(Region)]);
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return new("must be greater than zero", [nameof(Timeout)]);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
