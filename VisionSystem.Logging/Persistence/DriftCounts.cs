namespace VisionSystem.Logging.Persistence;

/// <summary>Counts of a sample of one time span.</summary>
/// <param name="Span">The time span and its filter.</param>
/// <param name="Predictions">Number of predictions in the span.</param>
/// <param name="Sampled">Number of predictions in the sample.</param>
/// <param name="Objects">Detected objects of the sample, grouped.</param>
/// <param name="Brightness">Number of images per tenth of the brightness range 0..1, without images whose brightness was not measured.</param>
internal sealed record DriftCounts(
    DriftSpan Span, long Predictions, long Sampled, IReadOnlyList<ObjectCount> Objects, IReadOnlyDictionary<int, long> Brightness);

/// <summary>A group of objects with equal class, confidence bin and size bin.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Confidence">Confidence bin, a tenth of 0..1, 0 to 9.</param>
/// <param name="Size">Size bin (<see cref="DriftBins.SizeEdges"/>); null for objects without a box.</param>
/// <param name="Count">Number of objects.</param>
internal readonly record struct ObjectCount(string Class, int Confidence, int? Size, long Count);

/// <summary>A time span, optionally restricted to one model, version or source.</summary>
internal sealed record DriftSpan(DateTimeOffset From, DateTimeOffset To, string? Model, string? Version, string? Source);
