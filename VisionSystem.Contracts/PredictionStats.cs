using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>What was seen, and how fast, in a span of time.</summary>
/// <param name="From">Where the span begins, UTC.</param>
/// <param name="To">Where it ends, not included.</param>
/// <param name="Interval"><c>hour</c> or <c>day</c>: how long the periods of <paramref name="Series"/> are.</param>
/// <param name="Tz">The IANA time zone whose hours or days they are.</param>
/// <param name="Predictions">How many predictions were made.</param>
/// <param name="Detections">How many objects they hold.</param>
/// <param name="Errors">How many jobs failed.</param>
/// <param name="LatencyMs">How long answers took; absent where there are none.</param>
/// <param name="Classes">What was seen, most predictions first; at most 1000 classes.</param>
/// <param name="Models">By what, most predictions first.</param>
/// <param name="Series">When, oldest first; periods in which nothing was seen as well.</param>
public sealed record PredictionStats(
    DateTimeOffset From,
    DateTimeOffset To,
    string Interval,
    string Tz,
    long Predictions,
    long Detections,
    long Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LatencySummary? LatencyMs,
    IReadOnlyList<ClassStats> Classes,
    IReadOnlyList<ModelStats> Models,
    IReadOnlyList<PeriodStats> Series);

/// <summary>
/// Milliseconds from an image's last byte to its answer. The percentiles are read from a histogram and are within 1 % of the
/// value.
/// </summary>
public sealed record LatencySummary(double Mean, double P50, double P90, double P95, double P99, double Max);

/// <summary>One class.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Predictions">How many predictions hold it.</param>
/// <param name="Detections">How many of it they hold.</param>
public sealed record ClassStats(string Class, long Predictions, long Detections);

/// <summary>One version of one model.</summary>
public sealed record ModelStats(string Name, string Version, long Predictions, long Detections, LatencySummary LatencyMs);

/// <summary>One hour or day, from its beginning, which has the time zone's offset.</summary>
public sealed record PeriodStats(
    DateTimeOffset Start,
    long Predictions,
    long Detections,
    long Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LatencySummary? LatencyMs);
