using System.Diagnostics.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>What the shared part measures itself.</summary>
internal static class DefaultsMetrics
{
    private static readonly Meter Meter = new("VisionSystem.ServiceDefaults");

    public static readonly Counter<long> Problems =
        Meter.CreateCounter<long>("cv_problems", "{problem}", "Requests that were answered with a problem.");
}
