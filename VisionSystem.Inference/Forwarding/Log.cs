using Yarp.ReverseProxy.Forwarder;

namespace VisionSystem.Inference.Forwarding;

internal static partial class Log
{
    [LoggerMessage(3201, LogLevel.Warning, "logging-service did not respond to {Method} {Path} ({Error}): {Reason}")]
    public static partial void ForwardFailed(ILogger logger, string method, PathString path, ForwarderError error, string? reason);

    [LoggerMessage(3202, LogLevel.Warning, "The response of logging-service to {Method} {Path} was aborted: {Reason}")]
    public static partial void ResponseAborted(ILogger logger, string method, PathString path, string? reason);
}
