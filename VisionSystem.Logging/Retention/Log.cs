namespace VisionSystem.Logging.Retention;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The photos of tenant {Tenant} take more than the {Bytes} bytes that are kept: predictions of before {Moment} go")]
    public static partial void TooMuch(ILogger logger, string tenant, long bytes, DateTimeOffset moment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not forget what is too old; the next try is in {Interval}")]
    public static partial void Failed(ILogger logger, Exception exception, TimeSpan interval);
}
