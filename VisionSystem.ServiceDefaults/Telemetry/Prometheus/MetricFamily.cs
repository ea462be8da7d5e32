using OpenTelemetry.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>What Prometheus calls a metric: its name, its type and its help.</summary>
/// <param name="Name">Unit and, for counters, <c>_total</c> included.</param>
/// <param name="Type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>; null for what the format cannot express.</param>
/// <param name="Help">One line.</param>
internal sealed record MetricFamily(string Name, string? Type, string Help)
{
    // The runtime declares these as counters although they go down: https://github.com/dotnet/runtime RuntimeMetrics.cs.
    private static readonly HashSet<string> Misdeclared = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    public static MetricFamily Of(Metric metric)
    {
        var type = metric.MetricType switch
        {
            MetricType.LongSum when Misdeclared.Contains(metric.Name) => "gauge",
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
            MetricType.LongGauge or MetricType.DoubleGauge => "gauge",
            MetricType.Histogram => "histogram",
            _ => null,
        };
        var name = PrometheusNames.Metric(metric.Name, metric.Unit, type);
        return new MetricFamily(name, type, string.IsNullOrWhiteSpace(metric.Description) ? metric.Name : metric.Description);
    }
}
