namespace VisionSystem.Logging.Exports;

internal static partial class Log
{
    [LoggerMessage(2601, LogLevel.Error, "An export of tenant {Tenant} as {Format} was cut off")]
    public static partial void ExportCutOff(ILogger logger, Exception exception, string tenant, string format);
}
