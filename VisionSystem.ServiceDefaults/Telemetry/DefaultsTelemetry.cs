using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The spans and instruments of this assembly.</summary>
internal static class DefaultsTelemetry
{
    private const string Name = "VisionSystem.ServiceDefaults";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Problems =
        Meter.CreateCounter<long>("cv_problems", "{problem}", "Requests that received a problem response, by problem and status.");

    public static readonly Histogram<double> RedisDuration =
        Meter.CreateHistogram<double>("cv_redis_duration", "s", "Duration of one Redis operation, by operation.");

    public static readonly Counter<long> RedisFailures =
        Meter.CreateCounter<long>("cv_redis_failures", "{operation}", "Operations that were done without Redis because it failed or was unreachable, by operation and error.");

    public static readonly Counter<long> AuthenticationRejections =
        Meter.CreateCounter<long>("cv_auth_rejections", "{request}", "Requests that received 401, by reason.");

    public static readonly Counter<long> AuditDropped =
        Meter.CreateCounter<long>("cv_audit_dropped", "{event}", "Audit events that were logged and could not be stored: the queue was full, or the service stopped while the store was unavailable.");
}
