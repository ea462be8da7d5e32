using System.Runtime.CompilerServices;

namespace VisionSystem.Vision.Evaluation.Arithmetic;

/// <summary>
/// All that is kept of a detection once its image is matched: 32 bytes, so that the number of images has no bound.
/// </summary>
/// <param name="Score">The confidence.</param>
/// <param name="Image">Position of the image in the data set; with <paramref name="Rank"/> it settles equal scores.</param>
/// <param name="Rank">Position among the image's detections of the class, best first, from 0.</param>
internal record struct DetectionVerdict(double Score, int Image, int Rank)
{
    private ThresholdBits _matched;
    private ThresholdBits _ignored;

    /// <summary>Whether it is a hit: it has an object, and that object counts.</summary>
    public readonly bool IsHit(AreaRange area, int threshold) => ((_matched[(int)area] & ~_ignored[(int)area]) >> threshold & 1) != 0;

    /// <summary>Whether it is false: it has no object, and is not left out of account.</summary>
    public readonly bool IsFalse(AreaRange area, int threshold) => ((_matched[(int)area] | _ignored[(int)area]) >> threshold & 1) == 0;

    public void Match(AreaRange area, int threshold) => _matched[(int)area] |= (ushort)(1 << threshold);

    public void Ignore(AreaRange area, int threshold) => _ignored[(int)area] |= (ushort)(1 << threshold);

    /// <summary>For each area range, one bit a threshold.</summary>
    [InlineArray(4)]
    private struct ThresholdBits
    {
        private ushort _first;
    }
}
