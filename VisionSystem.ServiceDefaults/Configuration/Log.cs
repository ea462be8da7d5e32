using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Configuration;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Warning, "{Name} is set but matches no setting; it has no effect")]
    public static partial void UnknownName(ILogger logger, string name);

    [LoggerMessage(1002, LogLevel.Warning, "{Name} is set but matches no setting; it has no effect. Did you mean {Nearest}?")]
    public static partial void MisspeltName(ILogger logger, string name, string nearest);

    [LoggerMessage(1003, LogLevel.Warning, "{Name} is set but belongs to a feature that this version does not have; it has no effect")]
    public static partial void ReservedName(ILogger logger, string name);
}
