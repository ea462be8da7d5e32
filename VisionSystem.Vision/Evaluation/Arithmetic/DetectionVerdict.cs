using System.Runtime.CompilerServices;

namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// The stored result of a detection after its image is matched: 32 bytes, so that the number of images is not limited by
/// memory for them.
/// </summary>
/// <param name="Score">The confidence.</param>
/// <param name="Image">The index of the image in the data set; with <paramref name="Rank"/> it orders equal scores.</param>
/// <param name="Rank">The index among the image's detections of the class, best first, from 0.</param>
internal record struct DetectionVerdict(double Score, int Image, int Rank)
{
    private ThresholdBits _matched;
    private ThresholdBits _ignored;

    /// <summary>True for a hit: the detection is matched to an object that counts.</summary>
    public readonly bool IsHit(AreaRange area, int threshold) => ((_matched[(int)area] & ~_ignored[(int)area]) >> threshold & 1) != 0;

    /// <summary>True for a false positive: the detection is unmatched and not ignored.</summary>
    public readonly bool IsFalse(AreaRange area, int threshold) => ((_matched[(int)area] | _ignored[(int)area]) >> threshold & 1) == 0;

    public void Match(AreaRange area, int threshold) => _matched[(int)area] |= (ushort)(1 << threshold);

    public void Ignore(AreaRange area, int threshold) => _ignored[(int)area] |= (ushort)(1 << threshold);

    /// <summary>One bit per threshold for each area range.</summary>
    [InlineArray(4)]
    private struct ThresholdBits
    {
        private ushort _first;
    }
}
