namespace VisionSystem.Logging.Exports;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "An export of tenant {Tenant} as {Format} was cut off")]
    public static partial void CutOff(ILogger logger, Exception exception, string tenant, string format);
}
