namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// A picture's stored rows, interpolated along x when first asked for. The two latest are kept: neighbours differ in their
/// last bit, so each has its own place, and a row that two output rows need is made once.
/// </summary>
internal unsafe struct SourceRows
{
    private readonly SimdLevel _level;
    private readonly PixelBuffer _pixels;
    private readonly int _box;
    private readonly int _count;
    private readonly int* _offsets;
    private readonly short* _weights;
    private readonly float* _kept;
    private readonly ushort* _sums;
    private readonly byte* _boxed;
    private int _even = -1;
    private int _odd = -1;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="pixels">The picture.</param>
    /// <param name="box">The box filter's side.</param>
    /// <param name="axis">The x axis.</param>
    /// <param name="scratch">At least <see cref="ScratchBytes"/>, aligned to 64 bytes.</param>
    public SourceRows(SimdLevel level, PixelBuffer pixels, int box, in ResampleAxis axis, byte* scratch)
    {
        _level = level;
        _pixels = pixels;
        _box = box;
        _count = axis.PaddedCount;
        _offsets = (int*)scratch;
        _weights = (short*)(_offsets + _count);
        _kept = (float*)(_weights + (2 * _count));
        _sums = (ushort*)(_kept + (2 * PixelBuffer.Channels * _count));
        _boxed = (byte*)(_sums + (box == 1 ? 0 : pixels.Stride));
        axis.Fill(_offsets, _weights);
    }

    /// <summary>Scratch memory that a picture's rows need.</summary>
    public static long ScratchBytes(PixelBuffer pixels, int box, in ResampleAxis axis)
    {
        long tables = axis.PaddedCount * (long)(sizeof(int) + (2 * sizeof(short)));
        long kept = axis.PaddedCount * 2L * PixelBuffer.Channels * sizeof(float);
        long boxes = box == 1 ? 0 : ((long)pixels.Stride * sizeof(ushort)) + ((long)axis.Length * PixelBuffer.Channels);
        return tables + kept + boxes;
    }

    /// <summary>Three planes of one row, each the padded count long, in units of 1/<see cref="ResampleAxis.One"/> grey level.</summary>
    public float* this[int index]
    {
        get
        {
            var odd = (index & 1) != 0;
            var planes = _kept + (odd ? PixelBuffer.Channels * _count : 0);
            ref var held = ref odd ? ref _odd : ref _even;
            if (held != index)
            {
                HorizontalKernel.Run(_level, Stored(index), _offsets, _weights, _count, planes);
                held = index;
            }

            return planes;
        }
    }

    private readonly byte* Stored(int index)
    {
        var first = _pixels.Pointer + ((long)index * _box * _pixels.Stride);
        if (_box == 1)
        {
            return first;
        }

        var height = Math.Min(_box, _pixels.Height - (index * _box));
        BoxFilter.Run(_level, first, _pixels.Stride, height, _pixels.Width, _box, _sums, _boxed);
        return _boxed;
    }
}
