using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Interpolation positions along one stored axis: for each output position the first of its two neighbouring source
/// positions, and the second's weight. Pixel centres lie at halves, as in OpenCV's INTER_LINEAR.
/// </summary>
internal readonly unsafe struct ResampleAxis
{
    /// <summary>The number of positions that kernels write per step; tables and rows are rounded up to it.</summary>
    public const int Step = 32;

    /// <summary>The number of weight steps: eleven bits, as in OpenCV, of the fifteen that the kernels accept.</summary>
    private const int WeightSteps = 1 << 11;

    private const int WeightUnit = (1 << 15) / WeightSteps;

    private readonly double _ratio;
    private readonly int _source;
    private readonly int _box;
    private readonly bool _mirrored;

    /// <param name="source">The number of stored pixels along the axis.</param>
    /// <param name="count">The number of output positions.</param>
    /// <param name="box">The number of source pixels that the box filter averages into one.</param>
    /// <param name="mirrored">True if output runs against the stored axis.</param>
    public ResampleAxis(int source, int count, int box, bool mirrored)
    {
        _source = source;
        _box = box;
        _mirrored = mirrored;
        _ratio = (double)source / count;
        Count = count;
        Length = (int)(((long)source + box - 1) / box);
    }

    /// <summary>The number of output positions.</summary>
    public int Count { get; }

    /// <summary>The number of source positions after the box filter.</summary>
    public int Length { get; }

    /// <summary>The number of output positions, rounded up for the kernels.</summary>
    public int PaddedCount => (Count + Step - 1) / Step * Step;

    /// <summary>True if every output position is a source position, in stored order.</summary>
    public bool IsIdentity => !_mirrored && _source == (long)Count * _box;

    /// <summary>
    /// Returns the first of the two neighbours <c>First</c> and <c>First + 1</c>, and the second's weight in units of 1/2¹⁵;
    /// where the weight is 0, the second neighbour may not exist.
    /// </summary>
    public (int First, short Weight) At(int position)
    {
        var centre = (position + 0.5) * _ratio;
        centre = (_mirrored ? _source - centre : centre) / _box;
        var place = Math.Clamp(centre - 0.5, 0, Length - 1);
        var steps = (long)Math.Round(place * WeightSteps);
        return ((int)(steps / WeightSteps), (short)(steps % WeightSteps * WeightUnit));
    }

    /// <summary>Fills <see cref="PaddedCount"/> offsets, in values of a row, and the same number of weights.</summary>
    public void Fill(int* offsets, short* weights)
    {
        for (var i = 0; i < PaddedCount; i++)
        {
            var (first, weight) = At(Math.Min(i, Count - 1));
            offsets[i] = first * PixelBuffer.Channels;
            weights[i] = weight;
        }
    }
}
