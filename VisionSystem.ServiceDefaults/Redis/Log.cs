using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Redis;

internal static partial class Log
{
    [LoggerMessage(1081, LogLevel.Warning, "Redis cannot be used; {Count} operation(s) since the last such line were done without it: {Reason}")]
    public static partial void WorkingWithoutRedis(ILogger logger, long count, string reason);

    [LoggerMessage(1082, LogLevel.Information, "Redis at {Location} is in use")]
    public static partial void RedisConnected(ILogger logger, string location);
}
