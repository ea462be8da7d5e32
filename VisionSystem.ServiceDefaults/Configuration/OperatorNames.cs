using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// The table of operators' names, in the order of the documentation. Every service knows all of them; values and defaults are
/// those of the options class behind the key.
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

    public static IReadOnlyList<OperatorName> All { get; } =
    [
        // Models and what runs them.
        new("CV_MODEL_PATH", "Vision:Models:Path", "Folder of the model files; without it the bundled demo model serves.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.Folder,
        },
        new("CV_YOLO_MODEL", "Vision:Models:Default", "Model of requests that name none; yolov8n.pt means the yolov8n.onnx beside it.")
        {
            Aliases = ["MODEL_PATH"],
            FromAlias = ModelPath.File,
        },
        new("CV_MODEL_CACHE_SIZE", "Vision:Models:CacheSize", "Size of the models held in memory at one time."),
        new("CV_MODEL_PRELOAD", "Vision:Models:Preload", "Names of models to load at start besides the default one; * for all."),
        new("CV_MODEL_CONTROL", "Vision:Models:AllowControl", "Models may be loaded and unloaded over HTTP."),
        new("MLFLOW_TRACKING_URI", "Vision:Models:MlflowTrackingUri", "MLflow server that models are taken from."),
        new("CV_USE_GPU", "Vision:Execution:UseGpu", "true: a missing GPU stops the start; false: the CPU only; without it a GPU is used where there is one."),
        new("CV_EXECUTION_PROVIDERS", "Vision:Execution:Providers", "Execution providers in order of preference."),
        new("CV_CUDA_DEVICE", "Vision:Execution:Cuda:Device", "GPU to use, of those that CUDA shows."),
        new("CV_QUANTIZED_ARITHMETIC", "Vision:Execution:QuantizedArithmetic", "How dynamically quantised models multiply; auto measures on a CPU when a model loads and takes float on a GPU."),
        new("CUDA_VISIBLE_DEVICES", "Vision:Execution:CudaVisibleDevices", "GPUs that CUDA shows to the process; read by CUDA itself."),
        new("CV_OCR_LANGUAGES", "Vision:Ocr:Languages", "Languages of text recognition."),
        new("CV_TESSERACT_DATA_PATH", "Vision:Ocr:DataPath", "Folder of Tesseract's language data; without it Tesseract's own."),

        // Images, jobs and the recording of predictions.
        new("CV_MAX_FILE_SIZE_MB", "Vision:Images:MaxFileSizeMb", "Largest image file that is accepted, in MB."),
        new("CV_MAX_IMAGES_PER_REQUEST", "Vision:Images:MaxImagesPerRequest", "Most images of one request with batch=true."),
        new("CV_MAX_REQUEST_SIZE_MB", "Vision:Images:MaxRequestSizeMb", "Most MB of all images of one request with batch=true, at least CV_MAX_FILE_SIZE_MB; 0 for twice that."),
        new("CV_MAX_PIXELS", "Vision:Images:MaxPixels", "Most pixels of an image; a larger one is refused before it is decoded."),
        new("CV_SCALED_DECODE", "Vision:Images:ScaledDecode", "Decode a JPEG at 1/2, 1/4 or 1/8 of its size where that still covers the model's input: several times faster for large images."),
        new("CV_IMAGE_CODEC", "Vision:Images:Codec", "Codecs for images: auto decodes JPEG with libjpeg-turbo where it is installed (VISION_TURBOJPEG may name its file) and the rest with libvips; native stops the start where libjpeg-turbo is missing; portable needs nothing but the packages."),
        new("CV_QUEUE_LIMIT", "Vision:Batching:QueueLimit", "Images of one model that may wait to be run; 0 for four times as many as run at a time. The next one is refused with 503."),
        new("CV_REQUEST_TIMEOUT_MS", "Vision:Batching:TimeoutMs", "Time in milliseconds within which an image must be run, where the request does not say (timeout_ms)."),
        new("CV_MAX_BATCH", "Vision:Batching:MaxBatch", "Most images of one run, for models with a dynamic batch; 0 for 8 on a GPU and 1 on the CPU."),
        new("CV_MAX_BATCH_DELAY_MS", "Vision:Batching:MaxDelayMs", "Longest time in milliseconds that the first image of a batch waits for others."),
        new("CV_ROLE", "Vision:Jobs:Role", "Whether a process of yolo-inference answers requests or only takes jobs."),
        new("CV_MAX_CONCURRENT_JOBS", "Vision:Jobs:MaxConcurrent", "Jobs that run at one time."),
        new("CV_JOB_TIMEOUT_MINUTES", "Vision:Jobs:TimeoutMinutes", "Longest time one job may take, in minutes."),
        new("CV_WORKER_PROCESSES", "Vision:Jobs:WorkerProcesses", "Workers that take jobs."),
        new("CV_WORKER_THREADS", "Vision:Jobs:WorkerThreads", "Images of a job that one worker processes at a time."),
        new("CV_RECORDING", "Vision:Recording:Mode", "How safely a prediction is stored before it is returned."),
        new("CV_SPOOL_PATH", "Vision:Recording:Path", "Folder where predictions wait for logging-service."),
        new("CV_SPOOL_MAX_SIZE", "Vision:Recording:MaxSize", "Most bytes of predictions and images that may wait, at least 1mb."),
        new("CV_SPOOL_WHEN_FULL", "Vision:Recording:WhenFull", "What happens to new images when the spool is full."),
        new("CV_LOGGING_URL", "Vision:Logging:Url", "Address of logging-service, where service discovery does not give it."),

        // Database, object store and cache.
        new("CV_DATA_PATH", "Vision:Store:Path", "Folder of the embedded database and of the images."),
        new("CV_DATABASE_URL", "Vision:Store:DatabaseUrl", "PostgreSQL database; without it the embedded one.")
        {
            Aliases = ["DATABASE_URL"],
        },
        new("CV_DATABASE_POOL_SIZE", "Vision:Store:Pool:Size", "Database connections kept."),
        new("CV_DATABASE_POOL_OVERFLOW", "Vision:Store:Pool:Overflow", "Database connections above the pool's size, at peaks."),
        new("CV_DATABASE_POOL_TIMEOUT", "Vision:Store:Pool:TimeoutSeconds", "Longest wait for a database connection, in seconds."),
        new("CV_RETENTION_DAYS", "Vision:Retention:Days", "Predictions that are older are deleted; 0 keeps them for good. Vision:Retention:Tenants:NAME:Days for one tenant."),
        new("CV_RETENTION_MAX_SIZE", "Vision:Retention:MaxSize", "When a tenant's images take more, its oldest predictions are deleted; 0 for no limit. Vision:Retention:Tenants:NAME:MaxSize for one tenant."),
        new("CV_STORAGE_BACKEND", "Vision:Store:Images:Backend", "Where images are kept."),
        new("CV_S3_BUCKET", "Vision:Store:S3:Bucket", "Bucket of the images."),
        new("CV_S3_REGION", "Vision:Store:S3:Region", "Region of the bucket."),
        new("CV_S3_ACCESS_KEY_ID", "Vision:Store:S3:AccessKeyId", "Access key of the object store."),
        new("CV_S3_SECRET_ACCESS_KEY", "Vision:Store:S3:SecretAccessKey", "Secret of the access key."),
        new("CV_S3_ENDPOINT_URL", "Vision:Store:S3:EndpointUrl", "Object store other than Amazon's."),
        new("CV_S3_PUBLIC_URL", "Vision:Store:S3:PublicUrl", "Where browsers reach the object store, if elsewhere; links to images point there."),
        new("CV_S3_PATH_STYLE", "Vision:Store:S3:PathStyle", "Whether the bucket is named in the path; without it yes, unless the store is Amazon's."),
        new("CV_S3_CREATE_BUCKET", "Vision:Store:S3:CreateBucket", "Whether a missing bucket is created."),
        new("CV_S3_TIMEOUT", "Vision:Store:S3:Timeout", "Longest time one attempt of a request to the object store may take."),
        new("CV_IMAGE_SWEEP_INTERVAL", "Vision:Store:Sweep:Interval", "Time between two searches for images without a prediction; 0s for none."),
        new("CV_IMAGE_SWEEP_GRACE", "Vision:Store:Sweep:Grace", "Time that such an image stays, and again before it is deleted, at least 30m."),
        new("CV_PUBLIC_URL", "Vision:Exports:PublicUrl", "Where people and their tools reach the API; links to images in Label Studio exports point there. Without it the address of each request."),
        new("CV_REDIS_URL", "Vision:Cache:RedisUrl", "Redis server; without it the cache is in the process."),
        new("CV_REDIS_CLUSTER_NODES", "Vision:Cache:ClusterNodes", "Nodes of a Redis cluster."),
        new("CV_CACHE_TTL", "Vision:Cache:TtlSeconds", "How long a result may be served from the cache, in seconds; 0 for never."),
        new("CV_CACHE_MAX_MEMORY", "Vision:Cache:MaxMemory", "Memory of the cache in the process; 0 for no cache."),

        // Security, telemetry and the life of the process.
        new("CV_JWT_SECRET_KEY", "Vision:Security:Jwt:SecretKey", "Key that tokens are signed with."),
        new("CV_JWT_ALGORITHM", "Vision:Security:Jwt:Algorithm", "How tokens are signed."),
        new("CV_JWT_EXPIRATION_HOURS", "Vision:Security:Jwt:ExpirationHours", "How long a token is valid, in hours."),
        new("CV_ENCRYPTION_KEY", "Vision:Security:EncryptionKey", "Keys that images are encrypted with: the first encrypts, the others still read; without it images are not encrypted."),
        new("CV_ALLOWED_ORIGINS", "Vision:Http:AllowedOrigins", "Web pages of other origins that may call the API; without it none."),
        new("CV_ALLOWED_HOSTS", "Vision:Http:AllowedHosts", "Hosts under which the service may be called, besides localhost and the address of the connection; * for any."),
        new("CV_TRUSTED_PROXIES", "Vision:Http:TrustedProxies", "Proxies whose X-Forwarded-For, -Proto, -Host and -Prefix count, besides those on this machine."),
        new("CV_PATH_PREFIX", "Vision:Http:PathPrefix", "Path below which a proxy forwards requests without removing it."),
        new("CV_RATE_LIMIT_PER_KEY", "Vision:Limits:PerKey", "Images that one API key may send in each window, over all replicas that share a Redis; 0 for any number. The next one is refused with 429."),
        new("CV_RATE_LIMIT_PER_TENANT", "Vision:Limits:PerTenant", "Images that one tenant may send in each window, all its keys together; 0 for any number."),
        new("CV_RATE_LIMIT_WINDOW", "Vision:Limits:Window", "The window of the rate limits."),
        new("CV_IDEMPOTENCY_TTL", "Vision:Idempotency:KeepFor", "How long the response to an Idempotency-Key is repeated, at least 1m."),
        new("CV_METRICS_ENABLED", "Vision:Telemetry:MetricsEnabled", "Whether /metrics is served."),
        new("CV_METRICS_PORT", "Vision:Telemetry:MetricsPort", "Further port for /metrics; opened only when it is set."),
        new("CV_TRACING_ENABLED", "Vision:Telemetry:TracingEnabled", "Whether traces are recorded."),
        new("CV_JAEGER_ENDPOINT", "Vision:Telemetry:JaegerEndpoint", "Jaeger that receives the traces, by OTLP."),
        new("CV_LOG_LEVEL", "Vision:Telemetry:LogLevel", "Least severe log line that is written.")
        {
            Aliases = ["LOG_LEVEL"],
        },
        new("CV_LOG_FORMAT", "Vision:Telemetry:LogFormat", "How log lines are written."),
        new("CV_SHUTDOWN_TIMEOUT", "Vision:Shutdown:Timeout", "Longest time that work in progress may take after a stop signal."),
    ];

    /// <summary>The operators' name of a configuration key; the key itself when it has none.</summary>
    public static string NameOf(string key) => Find(key)?.Name ?? key;

    /// <summary>The row of a configuration key, or null.</summary>
    internal static OperatorName? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>Every name, aliases included.</summary>
    internal static IReadOnlyCollection<string> Known => Positions.Keys;

    /// <summary>Whether operators know the name, as a name or as an alias.</summary>
    internal static bool IsKnown(string name) => Positions.ContainsKey(name);

    /// <summary>The place of a name in the table; that of any other text is behind all names.</summary>
    internal static int PositionOf(string name) => Positions.GetValueOrDefault(name, int.MaxValue);

    /// <summary>The values that a key has by its names, or else by itself, with the name that each was given under.</summary>
    internal static (string Name, string Text)[] Values(IConfiguration configuration, string key)
    {
        (string, string)[] byName = [.. Find(key)?.Values(configuration) ?? []];
        return byName.Length > 0 || string.IsNullOrWhiteSpace(configuration[key]) ? byName : [(key, configuration[key]!)];
    }
}

/// <summary>
/// Reads <c>MODEL_PATH</c> of the guide, which names a model file with or without its folder, or only a folder.
/// </summary>
internal static class ModelPath
{
    /// <summary>The folder part, or null when there is none.</summary>
    public static string? Folder(string value)
    {
        var folder = IsModelFile(value) ? Path.GetDirectoryName(value) : value;
        return string.IsNullOrEmpty(folder) ? null : folder;
    }

    /// <summary>The file's name, or null when only a folder is named.</summary>
    public static string? File(string value) => IsModelFile(value) ? Path.GetFileName(value) : null;

    private static bool IsModelFile(string value) => Path.GetExtension(value).ToUpperInvariant() is ".ONNX" or ".PT";
}
