using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Telemetry;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Traces for Jaeger at {Host} go to {Endpoint} by OTLP")]
    public static partial void JaegerByOtlp(ILogger logger, string host, string endpoint);

    [LoggerMessage(2, LogLevel.Warning, "Metric {Metric} of {Meter} is left out of /metrics: {Reason}")]
    public static partial void MetricLeftOut(ILogger logger, string metric, string meter, string reason);
}
