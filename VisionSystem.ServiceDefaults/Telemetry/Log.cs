using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1021, LogLevel.Information, "Traces for Jaeger at {Host} go to {Endpoint} by OTLP")]
    public static partial void JaegerByOtlp(ILogger logger, string host, string endpoint);
}
