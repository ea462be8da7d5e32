using System.Text;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// Names as Prometheus wants them (https://prometheus.io/docs/concepts/data_model/, /docs/practices/naming/), from
/// OpenTelemetry's (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).
/// </summary>
internal static class PrometheusNames
{
    private const string Total = "_total";

    /// <summary>
    /// The name of a metric: <c>http.server.request.duration</c> in <c>s</c> is <c>http_server_request_duration_seconds</c>.
    /// </summary>
    public static string Metric(string name, string unit, string? type)
    {
        var stem = Sanitize(name, isLabel: false);
        stem = WithoutSuffix(stem, Total);
        if (PrometheusUnits.Suffix(unit) is { } suffix)
        {
            stem = WithoutSuffix(stem, "_" + suffix) + "_" + suffix;
        }

        return type switch
        {
            "counter" => stem + Total,
            "gauge" => Gauge(stem),
            _ => stem,
        };
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string name) => Sanitize(name, isLabel: true);

    // _count, _sum and _bucket belong to histograms: dotnet.timer.count reads dotnet_timers.
    private static string Gauge(string stem)
    {
        if (stem.EndsWith("_count", StringComparison.Ordinal))
        {
            var thing = WithoutSuffix(stem, "_count");
            return thing.EndsWith('y') ? thing[..^1] + "ies" : thing + "s";
        }

        return stem.EndsWith("_sum", StringComparison.Ordinal) || stem.EndsWith("_bucket", StringComparison.Ordinal)
            ? stem + "_value"
            : stem;
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;

    /// <summary>Letters, digits and single underscores, colons too in a metric's name; never a digit first.</summary>
    private static string Sanitize(string name, bool isLabel)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            var isAllowed = char.IsAsciiLetterOrDigit(character) || (character == ':' && !isLabel);
            if (isAllowed)
            {
                clean.Append(character);
            }
            else if (clean.Length == 0 || clean[^1] != '_')
            {
                clean.Append('_');
            }
        }

        if (clean.Length == 0 || char.IsAsciiDigit(clean[0]))
        {
            clean.Insert(0, '_');
        }

        return clean.ToString();
    }
}
