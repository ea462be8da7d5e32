using System.Text.RegularExpressions;

namespace VisionSystem.Logging.Storage.S3;

/// <summary>The object store that photos are kept in when <c>CV_STORAGE_BACKEND</c> is <c>s3</c>.</summary>
internal sealed partial class S3Options
{
    /// <summary>What endpoints other than Amazon's are signed for when no region is set.</summary>
    private const string AnyRegion = "us-east-1";

    public string Bucket { get; set; } = "";

    public string? Region { get; set; }

    /// <summary>Without it and its secret, the credentials that the environment gives: variables, profile, instance or pod.</summary>
    public string? AccessKeyId { get; set; }

    public string? SecretAccessKey { get; set; }

    /// <summary>A store other than Amazon's; null for Amazon's in <see cref="Region"/>.</summary>
    public Uri? EndpointUrl { get; set; }

    /// <summary>Where browsers reach the store, if not at <see cref="EndpointUrl"/>: links point there.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary><c>https://host/bucket/key</c> rather than <c>https://bucket.host/key</c>; null for whichever suits the endpoint.</summary>
    public bool? PathStyle { get; set; }

    /// <summary>Whether a missing bucket is made.</summary>
    public bool CreateBucket { get; set; }

    /// <summary>How long one attempt of a request may take, and how long a read may stall.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a request that failed is tried again before the caller is told.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>Where it is, in words for logs and health.</summary>
    public string Location => $"{Bucket} at {EndpointUrl?.GetLeftPart(UriPartial.Authority) ?? $"Amazon S3, {Region}"}";

    /// <summary>The region that requests are signed for.</summary>
    public string SigningRegion => string.IsNullOrEmpty(Region) ? AnyRegion : Region;

    /// <summary>Whether the bucket is named in the path. Amazon is phasing that out, other stores often know nothing else.</summary>
    public bool UsesPathStyle => PathStyle ?? (EndpointUrl is { } endpoint && !endpoint.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase));

    /// <summary>What is wrong, in operators' names.</summary>
    public IEnumerable<string> Validate()
    {
        if (!BucketName().IsMatch(Bucket))
        {
            yield return Bucket.Length == 0
                ? "CV_S3_BUCKET: CV_STORAGE_BACKEND=s3 needs the name of a bucket"
                : $"CV_S3_BUCKET: '{Bucket}' is not a bucket's name (3 to 63 of a-z, 0-9, . and -)";
        }
        if (string.IsNullOrEmpty(AccessKeyId) != string.IsNullOrEmpty(SecretAccessKey))
        {
            yield return "CV_S3_ACCESS_KEY_ID, CV_S3_SECRET_ACCESS_KEY: set both, or neither to use the environment's own credentials";
        }
        if (EndpointUrl is null && string.IsNullOrEmpty(Region))
        {
            yield return "CV_S3_REGION: Amazon S3 needs a region; for another store set CV_S3_ENDPOINT_URL";
        }
        if (Timeout <= TimeSpan.Zero)
        {
            yield return "CV_S3_TIMEOUT: must be more than nothing";
        }
        if (Retries is < 0 or > 10)
        {
            yield return $"{StoreOptions.Section}:S3:Retries: 0 to 10";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
