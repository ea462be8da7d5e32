using System.Globalization;

namespace VisionSystem.Logging.Persistence;

/// <summary>Into which bins values are counted.</summary>
internal static class DriftBins
{
    /// <summary>Classes beyond so many are one bin.</summary>
    public const int MaxClasses = 50;

    /// <summary>What is left of the classes.</summary>
    public const string OtherClasses = "(other)";

    /// <summary>Upper edges of a box's part of the image's area, all but the last: sizes differ by factors, not by sums.</summary>
    public static readonly double[] SizeEdges = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

    /// <summary>The labels of the bins of size, smallest first.</summary>
    public static IReadOnlyList<string> Sizes { get; } = Labels([0, .. SizeEdges, 1]);

    /// <summary>The labels of ten equal bins of 0..1.</summary>
    public static IReadOnlyList<string> Tenths { get; } = Labels([.. Enumerable.Range(0, 11).Select(edge => edge / 10.0)]);

    private static string[] Labels(double[] edges) =>
        [.. edges.Zip(edges.Skip(1), (from, to) => string.Create(CultureInfo.InvariantCulture, $"{from}-{to}"))];
}
