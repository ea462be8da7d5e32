using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>The spans and instruments of what goes to Redis.</summary>
internal static class RedisTelemetry
{
    private const string Name = "VisionSystem.Redis";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("cv_redis_duration", "s", "Time of one operation on Redis, by operation.");

    public static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("cv_redis_failures", "{operation}", "Operations that were done without Redis because it failed or was not there, by operation and error.");
}
