namespace VisionSystem.Logging.Predictions.Following;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Nothing new of tenant {Tenant} can be seen at the moment: {Reason}")]
    public static partial void CannotLook(ILogger logger, string tenant, string reason);
}
