namespace VisionSystem.Logging.Deletion;

internal static partial class Log
{
    [LoggerMessage(2501, LogLevel.Information, "The photos of tenant {Tenant} take more than the {Bytes} bytes that are kept: predictions of before {Moment} go")]
    public static partial void RetentionLimitExceeded(ILogger logger, string tenant, long bytes, DateTimeOffset moment);

    [LoggerMessage(2502, LogLevel.Warning, "Could not forget what is too old; the next try is in {Interval}")]
    public static partial void RetentionFailed(ILogger logger, Exception exception, TimeSpan interval);
}
