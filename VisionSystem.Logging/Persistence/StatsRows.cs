using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>What the database has added up of a span of time.</summary>
internal sealed record StatsRows(IReadOnlyList<LatencyRow> Latencies, IReadOnlyList<ClassStats> Classes, IReadOnlyList<ErrorRow> Errors);

/// <summary>The predictions of one step of time by one model whose latencies are in one bucket of <see cref="LatencyHistogram"/>.</summary>
internal readonly record struct LatencyRow(
    DateTimeOffset Start, string Model, string Version, int Bucket, long Predictions, long Detections, double SumMs, double MaxMs);

/// <summary>The jobs that failed in one step of time.</summary>
internal readonly record struct ErrorRow(DateTimeOffset Start, long Jobs);
