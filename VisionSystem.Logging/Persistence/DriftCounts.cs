namespace VisionSystem.Logging.Persistence;

/// <summary>What the database has counted in a sample of one side.</summary>
/// <param name="Span">Where.</param>
/// <param name="Predictions">How many predictions there are.</param>
/// <param name="Sampled">How many were looked at.</param>
/// <param name="Objects">Their objects.</param>
/// <param name="Brightness">Their brightness: how many in each tenth; those that were not measured are left out.</param>
internal sealed record DriftCounts(
    DriftSpan Span, long Predictions, long Sampled, IReadOnlyList<ObjectCount> Objects, IReadOnlyDictionary<int, long> Brightness);

/// <summary>Objects that are alike.</summary>
/// <param name="Class">Their class.</param>
/// <param name="Confidence">The tenth of 0..1 that their confidence is in, 0 to 9.</param>
/// <param name="Size">The bin of <see cref="DriftBins.SizeEdges"/> that their box is in; null for what has no box.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ObjectCount(string Class, int Confidence, int? Size, long Count);

/// <summary>The predictions of a span of time, perhaps of one model, version or source only.</summary>
internal sealed record DriftSpan(DateTimeOffset From, DateTimeOffset To, string? Model, string? Version, string? Source);
