using System.Globalization;
using System.Text.Json.Nodes;

namespace VisionSystem.Bench.Reporting;

/// <summary>One cell of a result table: its text and its JSON value.</summary>
internal readonly record struct Cell(string Text, JsonNode? Json)
{
    public static Cell Of(string text) => new(text, text);

    public static Cell Of(int value) => new(value.ToString(CultureInfo.InvariantCulture), value);

    public static Cell Of(double value) => double.IsFinite(value) ? new Cell(Format(value), value) : new Cell("-", null);

    /// <summary><c>12.3 [12.1..12.9]</c>: the median and the range.</summary>
    public static Cell Of(Samples samples) => new(
        samples.Count == 1 ? Format(samples.Median) : $"{Format(samples.Median)} [{Format(samples.Min)}..{Format(samples.Max)}]",
        new JsonObject
        {
            ["median"] = samples.Median,
            ["least"] = samples.Min,
            ["most"] = samples.Max,
            ["p25"] = samples.Percentile(25),
            ["p75"] = samples.Percentile(75),
            ["rounds"] = samples.Count,
        });

    /// <summary>Formats with about three significant digits, the precision of such measurements.</summary>
    public static string Format(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 or 0 => "0", >= 10 => "0.0", >= 0.1 => "0.00", >= 0.01 => "0.000", _ => "0.0000" }, CultureInfo.InvariantCulture);
}
