using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>A picture's rows at the size that it takes on the input: whole grey levels, a row for each colour.</summary>
internal unsafe struct GreyRows
{
    private readonly SimdLevel _level;
    private readonly ResampleAxis _alongX;
    private readonly ResampleAxis _alongY;
    private readonly int* _offsets;
    private readonly short* _weights;
    private readonly short* _blended;
    private SourceRows _rows;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="view">The picture.</param>
    /// <param name="plan">The size.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public GreyRows(SimdLevel level, in UprightView view, in LetterboxPlan plan, ref Arena arena)
    {
        var pixels = view.Pixels;
        var (countX, countY) = view.Transposed ? (plan.ScaledHeight, plan.ScaledWidth) : (plan.ScaledWidth, plan.ScaledHeight);
        var box = BoxFilter.Side((double)pixels.Width / countX, (double)pixels.Height / countY);
        _level = level;
        _alongX = new ResampleAxis(pixels.Width, countX, box, view.MirroredX);
        _alongY = new ResampleAxis(pixels.Height, countY, box, view.MirroredY);
        _offsets = arena.Take<int>(_alongX.PaddedCount);
        _weights = arena.Take<short>(_alongX.PaddedCount);
        _blended = arena.Take<short>((long)_alongX.Length * PixelBuffer.Channels);
        _rows = new SourceRows(level, pixels, box, _alongX.Length, ref arena);
    }

    /// <summary>Values in a stored row.</summary>
    public readonly int Width => _alongX.Count;

    /// <summary>How many stored rows.</summary>
    public readonly int Height => _alongY.Count;

    /// <summary>Bytes from one colour's row to the next one's.</summary>
    public readonly int Stride => _alongX.PaddedCount;

    /// <summary>Computes what all rows share.</summary>
    public readonly void Prepare() => _alongX.Fill(_offsets, _weights);

    /// <summary>Makes one row.</summary>
    /// <param name="y">Which, in stored order.</param>
    /// <param name="planes">Room for red, green and blue, <see cref="Stride"/> bytes each.</param>
    public void WriteRow(int y, byte* planes)
    {
        var (first, weight) = _alongY.At(y);
        var near = _rows[first];
        if (weight == 0 && _alongX.IsIdentity)
        {
            ColourPlanes.Split(_level, near, Width, planes, Stride);
            return;
        }

        var far = weight == 0 ? near : _rows[first + 1];
        RowBlend.Run(_level, near, far, weight, _blended, _alongX.Length * PixelBuffer.Channels);
        HorizontalKernel.Run(_level, _blended, _offsets, _weights, Stride, planes);
    }
}
