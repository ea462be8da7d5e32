using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Problems;

internal static partial class Log
{
    [LoggerMessage(EventId = 1041, Message = "{Problem} {Status} for {Method} {Path}: {Detail}")]
    public static partial void Problem(
        ILogger logger, LogLevel level, Exception? cause, string problem, int status, string method, PathString path, string detail);
}
