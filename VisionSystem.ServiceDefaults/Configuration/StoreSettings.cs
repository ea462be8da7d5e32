using System.Text.RegularExpressions;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Database, object store and cache.</summary>
internal static partial class StoreSettings
{
    /// <summary>Only its form: logging-service, which connects, reads the rest.</summary>
    private static readonly SettingKind DatabaseAddress = new(
        "url",
        "a URL that starts with postgresql:// or postgres://, or a connection string with Host=…;Database=…",
        value => Address().IsMatch(value) ? value : null,
        IsSecret: true);

    public static readonly IReadOnlyList<Setting> All =
    [
        new("CV_DATA_PATH", "Vision:Store:Path", SettingKind.Path, null, "Folder of the embedded database and of the images."),
        new("CV_DATABASE_URL", "Vision:Store:DatabaseUrl", DatabaseAddress, null, "PostgreSQL database; without it the embedded one.")
        {
            Aliases = ["DATABASE_URL"],
        },
        new("CV_DATABASE_POOL_SIZE", "Vision:Store:Pool:Size", SettingKind.WholeNumber(1, 10_000), "20", "Database connections kept."),
        new("CV_DATABASE_POOL_OVERFLOW", "Vision:Store:Pool:Overflow", SettingKind.WholeNumber(0, 10_000), "0", "Database connections above the pool's size, at peaks."),
        new("CV_DATABASE_POOL_TIMEOUT", "Vision:Store:Pool:TimeoutSeconds", SettingKind.WholeNumber(1, 3600), "30", "Longest wait for a database connection, in seconds."),
        new("CV_RETENTION_DAYS", "Vision:Retention:Days", SettingKind.WholeNumber(0, 36_500), "0", "Predictions that are older are forgotten; 0 keeps them for good. Vision:Retention:Tenants:NAME:Days for one tenant."),
        new("CV_RETENTION_MAX_SIZE", "Vision:Retention:MaxSize", SettingKind.Size, "0", "When a tenant's images take more, its oldest predictions are forgotten; 0 for no limit. Vision:Retention:Tenants:NAME:MaxSize for one tenant."),
        new("CV_STORAGE_BACKEND", "Vision:Store:Images:Backend", SettingKind.Choice("folder", "s3"), "folder", "Where images are kept."),
        new("CV_S3_BUCKET", "Vision:Store:S3:Bucket", SettingKind.Text, null, "Bucket of the images."),
        new("CV_S3_REGION", "Vision:Store:S3:Region", SettingKind.Text, null, "Region of the bucket."),
        new("CV_S3_ACCESS_KEY_ID", "Vision:Store:S3:AccessKeyId", SettingKind.Secret, null, "Access key of the object store."),
        new("CV_S3_SECRET_ACCESS_KEY", "Vision:Store:S3:SecretAccessKey", SettingKind.Secret, null, "Secret of the access key."),
        new("CV_S3_ENDPOINT_URL", "Vision:Store:S3:EndpointUrl", SettingKind.Url("http", "https"), null, "Object store other than Amazon's."),
        new("CV_S3_PUBLIC_URL", "Vision:Store:S3:PublicUrl", SettingKind.Url("http", "https"), null, "Where browsers reach the object store, if elsewhere; links to images point there."),
        new("CV_S3_PATH_STYLE", "Vision:Store:S3:PathStyle", SettingKind.Boolean, null, "Whether the bucket is named in the path; without it yes, unless the store is Amazon's."),
        new("CV_S3_CREATE_BUCKET", "Vision:Store:S3:CreateBucket", SettingKind.Boolean, "false", "Whether a missing bucket is made."),
        new("CV_S3_TIMEOUT", "Vision:Store:S3:Timeout", SettingKind.Duration, "15s", "Longest time one attempt of a request to the object store may take."),
        new("CV_IMAGE_SWEEP_INTERVAL", "Vision:Store:Sweep:Interval", SettingKind.Duration, "6h", "How often images are looked for that no prediction names; 0s for never."),
        new("CV_IMAGE_SWEEP_GRACE", "Vision:Store:Sweep:Grace", SettingKind.Duration, "1h", "How long such an image stays, and once more before it is removed for good."),
        new("CV_PUBLIC_URL", "Vision:Exports:PublicUrl", SettingKind.Url("http", "https"), null, "Where people and their tools reach the API; links to images in Label Studio exports point there. Without it the address that a request came by."),
        new("CV_REDIS_URL", "Vision:Cache:RedisUrl", SettingKind.SecretUrl("redis", "rediss"), null, "Redis server; without it the cache is in the process."),
        new("CV_REDIS_CLUSTER_NODES", "Vision:Cache:ClusterNodes", SettingKind.List("host:port", HostAndPort().IsMatch), null, "Nodes of a Redis cluster."),
        new("CV_CACHE_TTL", "Vision:Cache:TtlSeconds", SettingKind.WholeNumber(0, 31_536_000), "3600", "How long an answer may be served from the cache, in seconds; 0 for never."),
        new("CV_CACHE_MAX_MEMORY", "Vision:Cache:MaxMemory", SettingKind.Size, "1gb", "Memory of the cache in the process; 0 for no cache."),
    ];

    [GeneratedRegex(@"\A(postgres(ql)?://[^\s]|([^;]*;)*\s*Host\s*=)", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,253}:[0-9]{1,5}\z")]
    private static partial Regex HostAndPort();
}
