using System.Globalization;

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

/// <summary>The bins of the drift histograms.</summary>
internal static class DriftBins
{
    /// <summary>Maximum number of classes with a bin of their own; further classes share one bin.</summary>
    public const int MaxClasses = 50;

    /// <summary>Label of the bin for all further classes.</summary>
    public const string OtherClasses = "(other)";

    /// <summary>Upper edges of the size bins without the last one, as fractions of the image area. Their scale is logarithmic because sizes differ by factors.</summary>
    public static readonly double[] SizeEdges = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

    /// <summary>Labels of the size bins, smallest first.</summary>
    public static IReadOnlyList<string> Sizes { get; } = Labels([0, .. SizeEdges, 1]);

    /// <summary>Labels of ten equal bins of 0..1.</summary>
    public static IReadOnlyList<string> Tenths { get; } = Labels([.. Enumerable.Range(0, 11).Select(edge => edge / 10.0)]);

    private static string[] Labels(double[] edges) =>
        [.. edges.Zip(edges.Skip(1), (from, to) => string.Create(CultureInfo.InvariantCulture, $"{from}-{to}"))];
}
