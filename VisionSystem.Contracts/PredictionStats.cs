using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>Statistics of the predictions in a period.</summary>
/// <param name="From">The start, UTC, inclusive.</param>
/// <param name="To">The end, UTC, exclusive.</param>
/// <param name="Interval">The length of the intervals of <paramref name="Series"/>: <c>hour</c> or <c>day</c>.</param>
/// <param name="Tz">The IANA time zone of the intervals.</param>
/// <param name="Predictions">The number of predictions.</param>
/// <param name="Detections">The number of detections.</param>
/// <param name="Errors">The number of failed jobs.</param>
/// <param name="LatencyMs">The latency, milliseconds; null without predictions.</param>
/// <param name="Classes">The statistics per class, most predictions first; at most 1000 classes.</param>
/// <param name="Models">The statistics per model version, most predictions first.</param>
/// <param name="Series">The statistics per interval, oldest first, including intervals without predictions.</param>
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
/// The latency from the last byte of an image to its response, milliseconds. The percentiles come from a histogram and are within
/// 1 % of the value.
/// </summary>
/// <param name="Mean">The mean.</param>
/// <param name="P50">The median.</param>
/// <param name="P90">The 90th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Max">The maximum.</param>
public sealed record LatencySummary(double Mean, double P50, double P90, double P95, double P99, double Max);

/// <summary>The statistics of one class.</summary>
/// <param name="Class">The name of the class.</param>
/// <param name="Predictions">The number of predictions with the class.</param>
/// <param name="Detections">The number of detections of the class.</param>
public sealed record ClassStats(string Class, long Predictions, long Detections);

/// <summary>The statistics of one model version.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Version">The version of the model.</param>
/// <param name="Predictions">The number of predictions.</param>
/// <param name="Detections">The number of detections.</param>
/// <param name="LatencyMs">The latency, milliseconds.</param>
public sealed record ModelStats(string Name, string Version, long Predictions, long Detections, LatencySummary LatencyMs);

/// <summary>The statistics of one hour or day.</summary>
/// <param name="Start">The start, with the offset of the time zone.</param>
/// <param name="Predictions">The number of predictions.</param>
/// <param name="Detections">The number of detections.</param>
/// <param name="Errors">The number of failed jobs.</param>
/// <param name="LatencyMs">The latency, milliseconds; null without predictions.</param>
public sealed record PeriodStats(
    DateTimeOffset Start,
    long Predictions,
    long Detections,
    long Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LatencySummary? LatencyMs);
