namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Photos, jobs and the recording of predictions.</summary>
internal static class WorkSettings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("CV_MAX_FILE_SIZE_MB", "Vision:Images:MaxFileSizeMb", SettingKind.WholeNumber(1, 4096), "50", "Largest photo that is accepted, in MB."),
        new("CV_MAX_IMAGES_PER_REQUEST", "Vision:Images:MaxImagesPerRequest", SettingKind.WholeNumber(1, 1000), "16", "Most images of one request with batch=true."),
        new("CV_MAX_REQUEST_SIZE_MB", "Vision:Images:MaxRequestSizeMb", SettingKind.WholeNumber(0, 2047), "0", "Most MB of all images of one request with batch=true; 0 for twice CV_MAX_FILE_SIZE_MB."),
        new("CV_MAX_PIXELS", "Vision:Images:MaxPixels", SettingKind.WholeNumber(1, 2_000_000_000), "64000000", "Most pixels a photo may have; a larger one is refused before it is decoded."),
        new("CV_SCALED_DECODE", "Vision:Images:ScaledDecode", SettingKind.Boolean, "true", "Decode a JPEG at 1/2, 1/4 or 1/8 of its size where that still covers the model's input: several times faster for large photos."),
        new("CV_IMAGE_CODEC", "Vision:Images:Codec", SettingKind.Choice("auto", "native", "portable"), "auto", "Codecs for images: auto decodes JPEG with libjpeg-turbo where it is installed (VISION_TURBOJPEG may name its file) and the rest with libvips; native stops the start where libjpeg-turbo is missing; portable needs nothing but the packages."),
        new("CV_QUEUE_LIMIT", "Vision:Batching:QueueLimit", SettingKind.WholeNumber(0, 1_000_000), "0", "Photos of one model that may wait for their run; 0 for four times as many as run at a time. The next one is refused with 503."),
        new("CV_REQUEST_TIMEOUT_MS", "Vision:Batching:TimeoutMs", SettingKind.WholeNumber(1, 600_000), "10000", "Time in milliseconds within which a photo has to come to its run, where the request does not say (timeout_ms)."),
        new("CV_MAX_BATCH", "Vision:Batching:MaxBatch", SettingKind.WholeNumber(0, 128), "0", "Most photos of one run, for models with a dynamic batch; 0 for 8 on a GPU and 1 on the CPU."),
        new("CV_MAX_BATCH_DELAY_MS", "Vision:Batching:MaxDelayMs", SettingKind.WholeNumber(0, 1000), "2", "Longest time in milliseconds that the first photo of a batch waits for others."),
        new("CV_ROLE", "Vision:Jobs:Role", SettingKind.Choice("api", "worker"), "api", "Whether a process of yolo-inference answers requests or only takes jobs."),
        new("CV_MAX_CONCURRENT_JOBS", "Vision:Jobs:MaxConcurrent", SettingKind.WholeNumber(1, 100_000), "50", "Jobs in work at one time."),
        new("CV_JOB_TIMEOUT_MINUTES", "Vision:Jobs:TimeoutMinutes", SettingKind.WholeNumber(1, 10_080), "30", "Longest time one job may take."),
        new("CV_WORKER_PROCESSES", "Vision:Jobs:WorkerProcesses", SettingKind.WholeNumber(1, 256), "4", "Workers that take jobs."),
        new("CV_WORKER_THREADS", "Vision:Jobs:WorkerThreads", SettingKind.WholeNumber(1, 1024), "8", "Photos of a job that one worker has in work at a time."),
        new("CV_RECORDING", "Vision:Recording:Mode", SettingKind.Choice("durable", "buffered", "off"), "durable", "How surely a prediction is kept before it is answered."),
        new("CV_SPOOL_PATH", "Vision:Recording:Path", SettingKind.Path, null, "Folder where predictions wait for logging-service."),
        new("CV_SPOOL_MAX_SIZE", "Vision:Recording:MaxSize", SettingKind.Size, "1gb", "Most bytes of predictions and photos that may wait."),
        new("CV_SPOOL_WHEN_FULL", "Vision:Recording:WhenFull", SettingKind.Choice("refuse", "unrecorded"), "refuse", "What happens to new photos when the spool is full."),
        new("CV_LOGGING_URL", "Vision:Logging:Url", SettingKind.Url("http", "https"), null, "Address of logging-service, where service discovery does not give it."),
    ];
}
