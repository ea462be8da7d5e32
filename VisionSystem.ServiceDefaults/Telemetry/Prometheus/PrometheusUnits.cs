namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>UCUM units, as instruments name them, in the words that Prometheus uses.</summary>
internal static class PrometheusUnits
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["%"] = "percent",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["W"] = "watts",
        ["J"] = "joules",
    };

    /// <summary>The word at the end of a metric's name, or null for plain numbers and annotations like <c>{request}</c>.</summary>
    public static string? Suffix(string unit)
    {
        var parts = unit.Split('/', 2);
        var word = Words.GetValueOrDefault(parts[0]);
        return parts.Length == 1 || word is null || !Words.TryGetValue(parts[1], out var per)
            ? word
            : $"{word}_per_{per.TrimEnd('s')}";
    }
}
