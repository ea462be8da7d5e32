namespace VisionSystem.Logging.Streaming;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Debug, "Nothing new of tenant {Tenant} can be seen at the moment: {Reason}")]
    public static partial void CannotLook(ILogger logger, string tenant, string reason);
}
