using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Lifetime;

internal static partial class Log
{
    [LoggerMessage(1061, LogLevel.Information, "All requests in progress are finished; stopping")]
    public static partial void Drained(ILogger logger);

    [LoggerMessage(1062, LogLevel.Warning, "Some requests were not finished within {Seconds} s; stopping anyway")]
    public static partial void DrainTimedOut(ILogger logger, double seconds);
}
