namespace VisionSystem.Logging.Deletion;

internal static partial class Log
{
    [LoggerMessage(2401, LogLevel.Information, "Deleted {Predictions} prediction(s) of tenant {Tenant} on request, and {Images} image(s) that no other prediction references")]
    public static partial void PredictionsRemoved(ILogger logger, int predictions, int images, string tenant);

    [LoggerMessage(2501, LogLevel.Information, "The images of tenant {Tenant} exceed the retention limit of {Bytes} bytes: predictions older than {Moment} are deleted")]
    public static partial void RetentionLimitExceeded(ILogger logger, string tenant, long bytes, DateTimeOffset moment);

    [LoggerMessage(2502, LogLevel.Warning, "Could not apply the retention limits; the next attempt is in {Interval}")]
    public static partial void RetentionFailed(ILogger logger, Exception exception, TimeSpan interval);
}
