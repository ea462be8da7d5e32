using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// For each of a number of output positions along one stored axis: the first of the two neighbouring source positions, and
/// the second's weight. Pixels have their centres at halves, as in OpenCV's INTER_LINEAR.
/// </summary>
internal readonly unsafe struct ResampleAxis
{
    /// <summary>Kernels write this many positions at a time, so tables and rows are rounded up to it.</summary>
    public const int Step = 32;

    /// <summary>Weights have eleven bits, as OpenCV's have, out of the fifteen that the kernels take.</summary>
    private const int Steps = 1 << 11;

    private const int Finest = (1 << 15) / Steps;

    private readonly double _ratio;
    private readonly int _source;
    private readonly int _box;
    private readonly bool _mirrored;

    /// <param name="source">Stored pixels along the axis.</param>
    /// <param name="count">Output positions.</param>
    /// <param name="box">How many source pixels the box filter has joined into one.</param>
    /// <param name="mirrored">Whether output runs against the stored axis.</param>
    public ResampleAxis(int source, int count, int box, bool mirrored)
    {
        _source = source;
        _box = box;
        _mirrored = mirrored;
        _ratio = (double)source / count;
        Count = count;
        Length = (int)(((long)source + box - 1) / box);
    }

    /// <summary>Output positions.</summary>
    public int Count { get; }

    /// <summary>Source positions, after the box filter.</summary>
    public int Length { get; }

    /// <summary>Output positions, rounded up for the kernels.</summary>
    public int PaddedCount => (Count + Step - 1) / Step * Step;

    /// <summary>Whether every output position is a source position, in the stored order.</summary>
    public bool IsIdentity => !_mirrored && _source == (long)Count * _box;

    /// <summary>The two neighbours <c>First</c> and <c>First + 1</c>, and the second's weight in units of 1/2¹⁵; where it is 0
    /// there may be no second one.</summary>
    public (int First, short Weight) At(int position)
    {
        var centre = (position + 0.5) * _ratio;
        centre = (_mirrored ? _source - centre : centre) / _box;
        var place = Math.Clamp(centre - 0.5, 0, Length - 1);
        var steps = (long)Math.Round(place * Steps);
        return ((int)(steps / Steps), (short)(steps % Steps * Finest));
    }

    /// <summary>Fills <see cref="PaddedCount"/> offsets, in values of a row, and as many weights.</summary>
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
