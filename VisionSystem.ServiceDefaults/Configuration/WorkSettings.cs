namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Photos, jobs and the recording of predictions.</summary>
internal static class WorkSettings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("CV_MAX_FILE_SIZE_MB", "Vision:Images:MaxFileSizeMb", SettingKind.WholeNumber(1, 4096), "50", "Largest photo that is accepted, in MB."),
        new("CV_MAX_PIXELS", "Vision:Images:MaxPixels", SettingKind.WholeNumber(1, 2_000_000_000), "64000000", "Most pixels a photo may have; a larger one is refused before it is decoded."),
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
