namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// For each of a number of output positions along one stored axis: the first of the two neighbouring source positions, and
/// the second's weight. Pixels have their centres at halves, as in OpenCV's INTER_LINEAR.
/// </summary>
internal readonly unsafe struct ResampleAxis
{
    /// <summary>Weights are in units of 1/2048, as OpenCV has them; a product with a byte pair fits 32 bits and a float exactly.</summary>
    public const int One = 1 << 11;

    /// <summary>Vector kernels write this many positions at a time, so tables and rows are rounded up to it.</summary>
    public const int Step = 8;

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

    /// <summary>The two neighbours <c>first</c> and <c>first + 1</c>, and the second's weight, 0..<see cref="One"/>.</summary>
    public (int First, int Weight) At(int position)
    {
        var centre = (position + 0.5) * _ratio;
        centre = (_mirrored ? _source - centre : centre) / _box;
        var place = Math.Clamp(centre - 0.5, 0, Length - 1);

        // At the far edge the last two are taken, so that there always are two; of a single one the second weighs nothing.
        var first = Math.Clamp((int)place, 0, Math.Max(0, Length - 2));
        return (first, (int)Math.Round((place - first) * One));
    }

    /// <summary>Fills <see cref="PaddedCount"/> byte offsets, and as many pairs of weights.</summary>
    public void Fill(int* offsets, short* weights)
    {
        for (var i = 0; i < PaddedCount; i++)
        {
            var (first, weight) = At(Math.Min(i, Count - 1));
            offsets[i] = first * PixelBuffer.Channels;
            weights[2 * i] = (short)(One - weight);
            weights[(2 * i) + 1] = (short)weight;
        }
    }
}
