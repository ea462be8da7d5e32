namespace VisionSystem.Logging.Streaming;

internal static partial class Log
{
    [LoggerMessage(2301, LogLevel.Debug, "New predictions of tenant {Tenant} cannot be read at the moment: {Reason}")]
    public static partial void CannotLook(ILogger logger, string tenant, string reason);
}
