using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// The table of operator names, in the order of the documentation. Every service accepts all of them. Values and defaults are
/// defined by the options class behind the key.
/// </summary>
public static class OperatorNames
{
    private static readonly Dictionary<string, OperatorName> ByKey = [];
    private static readonly Dictionary<string, int> Positions = new(StringComparer.OrdinalIgnoreCase);

    static OperatorNames()
    {
        ByKey = All.ToDictionary(name => name.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var name in All.SelectMany(name => name.Names))
        {
            Positions.TryAdd(name, Positions.Count);
        }
    }

    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<OperatorName> All { get; } =
    [
        // Models and execution.
        new("CV_MODEL_PATH", "Vision:Models:Path", "Folder of the model files; without it the bundled demo model is used.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.Folder,
        },
        new("CV_YOLO_MODEL", "Vision:Models:Default", "Model of requests that name none; yolov8n.pt selects the yolov8n.onnx beside it.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.File,
        },
        new("CV_MODEL_CACHE_SIZE", "Vision:Models:CacheSize", "Maximum total size of the loaded models."),
        new("CV_MODEL_PRELOAD", "Vision:Models:Preload", "Names of models to load at start besides the default one; * for all."),
        new("CV_MODEL_CONTROL", "Vision:Models:AllowControl", "Whether models may be loaded and unloaded over HTTP."),
        new("MLFLOW_TRACKING_URI", "Vision:Models:MlflowTrackingUri", "MLflow server that models are loaded from."),
        new("CV_USE_GPU", "Vision:Execution:UseGpu", "true: a missing GPU is a start-up error; false: CPU only; without it a GPU is used if one is present."),
        new("CV_EXECUTION_PROVIDERS", "Vision:Execution:Providers", "Execution providers in order of preference."),
        new("CV_CUDA_DEVICE", "Vision:Execution:Cuda:Device", "Index of the GPU among those that are visible to CUDA."),
        new("CV_QUANTIZED_ARITHMETIC", "Vision:Execution:QuantizedArithmetic", "Arithmetic of dynamically quantised models; auto measures both on a CPU when a model loads and uses float on a GPU."),
        new("CUDA_VISIBLE_DEVICES", "Vision:Execution:CudaVisibleDevices", "GPUs that are visible to the process; read by CUDA itself."),
        new("CV_OCR_LANGUAGES", "Vision:Ocr:Languages", "Languages of text recognition."),
        new("CV_TESSERACT_DATA_PATH", "Vision:Ocr:DataPath", "Folder of Tesseract's language data; without it Tesseract's default."),

        // Images, jobs and recording.
        new("CV_MAX_FILE_SIZE_MB", "Vision:Images:MaxFileSizeMb", "Maximum size of an image file, in MB."),
        new("CV_MAX_IMAGES_PER_REQUEST", "Vision:Images:MaxImagesPerRequest", "Maximum number of images in one request with batch=true."),
        new("CV_MAX_REQUEST_SIZE_MB", "Vision:Images:MaxRequestSizeMb", "Maximum total size of the images in one request with batch=true, in MB, at least CV_MAX_FILE_SIZE_MB; 0 for twice that."),
        new("CV_MAX_PIXELS", "Vision:Images:MaxPixels", "Maximum number of pixels of an image; a larger image is rejected before it is decoded."),
        new("CV_SCALED_DECODE", "Vision:Images:ScaledDecode", "Whether a JPEG is decoded at 1/2, 1/4 or 1/8 of its size where that still covers the model's input: several times faster for large images."),
        new("CV_IMAGE_CODEC", "Vision:Images:Codec", "Image codecs: auto decodes JPEG with libjpeg-turbo if it is installed (VISION_TURBOJPEG may name its file) and other formats with libvips; native makes a missing libjpeg-turbo a start-up error; portable uses only the packages."),
        new("CV_ALLOW_URL_INPUT", "Vision:UrlInput:Allow", "Whether requests may name an image by URL (image_url) for the service to fetch."),
        new("CV_URL_INPUT_HOSTS", "Vision:UrlInput:Hosts", "The only hosts that images are fetched from, with a port other than 80 and 443 where they have one; without it every host with a public address. A listed name may have an address of a private network."),
        new("CV_URL_INPUT_TIMEOUT", "Vision:UrlInput:Timeout", "Maximum time to fetch one image by URL."),
        new("CV_QUEUE_LIMIT", "Vision:Batching:QueueLimit", "Maximum number of queued images per model; 0 for four times the number that run concurrently. Further images are rejected with 503."),
        new("CV_REQUEST_TIMEOUT_MS", "Vision:Batching:TimeoutMs", "Time in milliseconds within which an image must start to run, for requests without timeout_ms."),
        new("CV_MAX_BATCH", "Vision:Batching:MaxBatch", "Maximum number of images in one run, for models with a dynamic batch; 0 for 8 on a GPU and 1 on the CPU."),
        new("CV_MAX_BATCH_DELAY_MS", "Vision:Batching:MaxDelayMs", "Maximum time in milliseconds that the first image of a batch waits for others."),
        new("CV_ROLE", "Vision:Jobs:Role", "Whether a process of yolo-inference serves requests or only runs jobs."),
        new("CV_MAX_CONCURRENT_JOBS", "Vision:Jobs:MaxConcurrent", "Maximum number of jobs that run concurrently."),
        new("CV_JOB_TIMEOUT_MINUTES", "Vision:Jobs:TimeoutMinutes", "Maximum duration of one job, in minutes."),
        new("CV_WORKER_PROCESSES", "Vision:Jobs:WorkerProcesses", "Number of worker processes that run jobs."),
        new("CV_WORKER_THREADS", "Vision:Jobs:WorkerThreads", "Number of images of a job that one worker processes concurrently."),
        new("CV_RECORDING", "Vision:Recording:Mode", "Durability of a prediction before it is returned."),
        new("CV_SPOOL_PATH", "Vision:Recording:Path", "Folder of the predictions that are not yet delivered to logging-service."),
        new("CV_SPOOL_MAX_SIZE", "Vision:Recording:MaxSize", "Maximum size of the predictions and images that are not yet delivered, at least 1mb."),
        new("CV_SPOOL_WHEN_FULL", "Vision:Recording:WhenFull", "Treatment of new images while the spool is full."),
        new("CV_LOGGING_URL", "Vision:Logging:Url", "Address of logging-service, if service discovery does not provide it."),

        // Database, object store and cache.
        new("CV_DATA_PATH", "Vision:Store:Path", "Folder of the embedded database and of the images."),
        new("CV_DATABASE_URL", "Vision:Store:DatabaseUrl", "PostgreSQL database; without it the embedded database is used.")
        {
            Aliases = ["DATABASE_URL"],
        },
        new("CV_DATABASE_POOL_SIZE", "Vision:Store:Pool:Size", "Number of pooled database connections."),
        new("CV_DATABASE_POOL_OVERFLOW", "Vision:Store:Pool:Overflow", "Number of additional database connections at peaks."),
        new("CV_DATABASE_POOL_TIMEOUT", "Vision:Store:Pool:TimeoutSeconds", "Maximum wait for a database connection, in seconds."),
        new("CV_RETENTION_DAYS", "Vision:Retention:Days", "Age in days after which predictions are deleted; 0 for never. Vision:Retention:Tenants:NAME:Days for one tenant."),
        new("CV_RETENTION_MAX_SIZE", "Vision:Retention:MaxSize", "Size of a tenant's images above which its oldest predictions are deleted; 0 for no limit. Vision:Retention:Tenants:NAME:MaxSize for one tenant."),
        new("CV_STORAGE_BACKEND", "Vision:Store:Images:Backend", "Storage of the images."),
        new("CV_S3_BUCKET", "Vision:Store:S3:Bucket", "Bucket of the images."),
        new("CV_S3_REGION", "Vision:Store:S3:Region", "Region of the bucket."),
        new("CV_S3_ACCESS_KEY_ID", "Vision:Store:S3:AccessKeyId", "Access key of the object store."),
        new("CV_S3_SECRET_ACCESS_KEY", "Vision:Store:S3:SecretAccessKey", "Secret of the access key."),
        new("CV_S3_ENDPOINT_URL", "Vision:Store:S3:EndpointUrl", "Object store other than Amazon's."),
        new("CV_S3_PUBLIC_URL", "Vision:Store:S3:PublicUrl", "Address of the object store for browsers, if it differs; links to images use it."),
        new("CV_S3_PATH_STYLE", "Vision:Store:S3:PathStyle", "Whether the bucket is part of the path; without it true, except for Amazon's store."),
        new("CV_S3_CREATE_BUCKET", "Vision:Store:S3:CreateBucket", "Whether a missing bucket is created."),
        new("CV_S3_TIMEOUT", "Vision:Store:S3:Timeout", "Maximum duration of one attempt of a request to the object store."),
        new("CV_IMAGE_SWEEP_INTERVAL", "Vision:Store:Sweep:Interval", "Time between two sweeps for images without a prediction; 0s for no sweeps."),
        new("CV_IMAGE_SWEEP_GRACE", "Vision:Store:Sweep:Grace", "Age at which an image without a prediction is quarantined, and time in quarantine before it is deleted; at least 30m."),
        new("CV_PUBLIC_URL", "Vision:Exports:PublicUrl", "Public address of the API; links to images in Label Studio exports use it. Without it the address of each request is used."),
        new("CV_REDIS_URL", "Vision:Cache:RedisUrl", "Redis server; without it each process has a cache of its own."),
        new("CV_REDIS_CLUSTER_NODES", "Vision:Cache:ClusterNodes", "Nodes of a Redis cluster."),
        new("CV_CACHE_TTL", "Vision:Cache:TtlSeconds", "Lifetime of a cached result, in seconds; 0 for no cache."),
        new("CV_CACHE_MAX_MEMORY", "Vision:Cache:MaxMemory", "Memory limit of the cache of each process; 0 for no cache."),

        // Security, HTTP, telemetry and shutdown.
        new("CV_AUTH", "Vision:Security:Access:Mode", "Whether callers must authenticate: auto requires it everywhere but in Development on loopback addresses; off accepts every caller."),
        new("CV_SERVICE_KEY", "Vision:Security:Access:ServiceKeys", "Keys of at least 32 bytes that sign the tokens between services: the first signs, all verify."),
        new("CV_ADMIN_API_KEY", "Vision:Security:Admin:Key", "The first administrator's API key, 32 to 256 characters."),
        new("CV_JWT_SECRET_KEY", "Vision:Security:Jwt:SecretKey", "Secret that tokens are signed with, at least 32 bytes; for HS256, HS384 and HS512."),
        new("CV_JWT_ALGORITHM", "Vision:Security:Jwt:Algorithm", "The only algorithm that tokens may be signed with."),
        new("CV_JWT_EXPIRATION_HOURS", "Vision:Security:Jwt:ExpirationHours", "The most hours that a token may be valid from now."),
        new("CV_JWT_AUTHORITY", "Vision:Security:Jwt:Authority", "Issuer whose OpenID Connect discovery document names the keys that verify tokens."),
        new("CV_JWT_JWKS_URL", "Vision:Security:Jwt:JwksUrl", "JSON Web Key Set of an issuer without a discovery document."),
        new("CV_JWT_ISSUER", "Vision:Security:Jwt:Issuer", "Issuer that tokens must name; without it the authority's own."),
        new("CV_JWT_AUDIENCE", "Vision:Security:Jwt:Audience", "Audience that tokens must name."),
        new("CV_JWT_TENANT_CLAIM", "Vision:Security:Jwt:TenantClaim", "Claim with the name of the tenant."),
        new("CV_JWT_SCOPE_CLAIM", "Vision:Security:Jwt:ScopeClaim", "Claim with the scopes."),
        new("CV_SESSION_LIFETIME", "Vision:Security:Session:Lifetime", "Time after which a browser that is signed in to the console must sign in again, at least 1m."),
        new("CV_TLS_CERT_PATH", "Vision:Tls:CertificatePath", "PEM file of the service's certificate and its intermediates; the service then serves HTTPS instead of HTTP. A changed file is used without a restart."),
        new("CV_TLS_KEY_PATH", "Vision:Tls:KeyPath", "PEM file of the certificate's private key, without a passphrase."),
        new("CV_TLS_CA_PATH", "Vision:Tls:CaPath", "PEM file of authorities that are trusted besides those of the system, for connections to logging-service, PostgreSQL, Redis and the object store."),
        new("CV_AUDIT_RETENTION_DAYS", "Vision:Audit:RetentionDays", "Age in days after which audit events are deleted; 0 for never."),
        new("CV_ENCRYPTION_KEY", "Vision:Security:EncryptionKey", "Keys that encrypt images: the first encrypts, all decrypt; without it images are not encrypted."),
        new("CV_ALLOWED_ORIGINS", "Vision:Http:AllowedOrigins", "Origins whose web pages may call the API; without it none."),
        new("CV_ALLOWED_HOSTS", "Vision:Http:AllowedHosts", "Host names that requests may use, besides localhost and the address of the connection; * for any."),
        new("CV_TRUSTED_PROXIES", "Vision:Http:TrustedProxies", "Proxies whose X-Forwarded-For, -Proto, -Host and -Prefix are trusted, besides those on this machine."),
        new("CV_PATH_PREFIX", "Vision:Http:PathPrefix", "Path prefix that a proxy forwards without removing it."),
        new("CV_RATE_LIMIT_PER_KEY", "Vision:Limits:PerKey", "Maximum number of images per API key in each window, across all replicas that share a Redis; 0 for no limit. Further images are rejected with 429."),
        new("CV_RATE_LIMIT_PER_TENANT", "Vision:Limits:PerTenant", "Maximum number of images per tenant in each window, across all its keys; 0 for no limit."),
        new("CV_RATE_LIMIT_WINDOW", "Vision:Limits:Window", "Window of the rate limits."),
        new("CV_LIMIT_REQUESTS_PER_SECOND", "Vision:Limits:RequestsPerSecond", "Maximum number of requests per second of a tenant without a limit of its own, across all replicas that share a Redis; 0 for no limit."),
        new("CV_LIMIT_CONCURRENT_IMAGES", "Vision:Limits:ConcurrentImages", "Maximum number of images of a tenant without a limit of its own that wait or run at the same time in one process; 0 for no limit."),
        new("CV_LIMIT_IMAGES_PER_DAY", "Vision:Limits:ImagesPerDay", "Maximum number of images per day (UTC) of a tenant without a limit of its own, across all replicas that share a Redis; 0 for no limit."),
        new("CV_IDEMPOTENCY_TTL", "Vision:Idempotency:KeepFor", "Time for which the response to an Idempotency-Key is stored, at least 1m."),
        new("CV_METRICS_ENABLED", "Vision:Telemetry:MetricsEnabled", "Whether /metrics is served."),
        new("CV_METRICS_PORT", "Vision:Telemetry:MetricsPort", "Additional port for /metrics; opened only if it is set."),
        new("CV_TRACING_ENABLED", "Vision:Telemetry:TracingEnabled", "Whether traces are recorded."),
        new("CV_JAEGER_ENDPOINT", "Vision:Telemetry:JaegerEndpoint", "Jaeger server that receives the traces by OTLP."),
        new("CV_LOG_LEVEL", "Vision:Telemetry:LogLevel", "Minimum severity of the log lines.")
        {
            Aliases = ["LOG_LEVEL"],
        },
        new("CV_LOG_FORMAT", "Vision:Telemetry:LogFormat", "Format of the log lines."),
        new("CV_SHUTDOWN_TIMEOUT", "Vision:Shutdown:Timeout", "Maximum time for requests in progress to finish after a stop signal."),
    ];

    /// <summary>The operator name of a configuration key, or the key itself if it has none.</summary>
    /// <param name="key">The configuration key: <c>Vision:Images:MaxPixels</c>.</param>
    /// <returns>The name: <c>CV_MAX_PIXELS</c>.</returns>
    public static string NameOf(string key) => Find(key)?.Name ?? key;

    /// <summary>The row of a configuration key, or null.</summary>
    internal static OperatorName? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>Every name, aliases included.</summary>
    internal static IReadOnlyCollection<string> Known => Positions.Keys;

    /// <summary>True for a name or an alias of the table.</summary>
    internal static bool IsKnown(string name) => Positions.ContainsKey(name);

    /// <summary>The position of a name in the table; <see cref="int.MaxValue"/> for any other text.</summary>
    internal static int PositionOf(string name) => Positions.GetValueOrDefault(name, int.MaxValue);

    /// <summary>The values given for a key under its names, otherwise under the key itself, each with the name used.</summary>
    internal static (string Name, string Text)[] Values(IConfiguration configuration, string key)
    {
        (string, string)[] byName = [.. Find(key)?.Values(configuration) ?? []];
        return byName.Length > 0 || string.IsNullOrWhiteSpace(configuration[key]) ? byName : [(key, configuration[key]!)];
    }
}

/// <summary>
/// Splits <c>MODEL_PATH</c> of the deployment guide, which is a model file with or without a folder, or only a folder.
/// </summary>
internal static class ModelPath
{
    /// <summary>The folder, or null if there is none.</summary>
    public static string? Folder(string value)
    {
        var folder = IsModelFile(value) ? Path.GetDirectoryName(value) : value;
        return string.IsNullOrEmpty(folder) ? null : folder;
    }

    /// <summary>The file name, or null for a folder.</summary>
    public static string? File(string value) => IsModelFile(value) ? Path.GetFileName(value) : null;

    private static bool IsModelFile(string value) => Path.GetExtension(value).ToUpperInvariant() is ".ONNX" or ".PT";
}
