using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>Aggregates of a time span.</summary>
internal sealed record StatsRows(IReadOnlyList<LatencyRow> Latencies, IReadOnlyList<ClassStats> Classes, IReadOnlyList<ErrorRow> Errors);

/// <summary>Predictions of one time step and one model with latencies in one bucket of <see cref="LatencyHistogram"/>.</summary>
internal readonly record struct LatencyRow(
    DateTimeOffset Start, string Model, string Version, int Bucket, long Predictions, long Detections, double SumMs, double MaxMs);

/// <summary>Number of failed jobs in one time step.</summary>
internal readonly record struct ErrorRow(DateTimeOffset Start, long Jobs);
