using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>The rows of an image at its scaled size: integer grey levels, one row per colour.</summary>
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
    /// <param name="view">The image.</param>
    /// <param name="plan">The placement that holds the scaled size.</param>
    /// <param name="arena">The source of scratch memory.</param>
    public GreyRows(SimdLevel level, in UprightView view, in LetterboxPlan plan, ref ScratchArena arena)
    {
        var pixels = view.Pixels;
        var (countX, countY) = view.Transposed ? (plan.ScaledHeight, plan.ScaledWidth) : (plan.ScaledWidth, plan.ScaledHeight);
        var box = BoxFilter.Side((double)pixels.Width / countX, (double)pixels.Height / countY);
        _level = level;
        _alongX = new ResampleAxis(pixels.Width, countX, box, view.MirroredX);
        _alongY = new ResampleAxis(pixels.Height, countY, box, view.MirroredY);
        _offsets = arena.Allocate<int>(_alongX.PaddedCount);
        _weights = arena.Allocate<short>(_alongX.PaddedCount);
        _blended = arena.Allocate<short>((long)_alongX.Length * PixelBuffer.Channels);
        _rows = new SourceRows(level, pixels, box, _alongX.Length, ref arena);
    }

    /// <summary>The number of values in a stored row.</summary>
    public readonly int Width => _alongX.Count;

    /// <summary>The number of stored rows.</summary>
    public readonly int Height => _alongY.Count;

    /// <summary>Bytes from one colour's row to the next.</summary>
    public readonly int Stride => _alongX.PaddedCount;

    /// <summary>Computes the tables that all rows share.</summary>
    public readonly void Prepare() => _alongX.Fill(_offsets, _weights);

    /// <summary>Computes one row.</summary>
    /// <param name="y">The row's index in stored order.</param>
    /// <param name="planes">Space for red, green and blue, <see cref="Stride"/> bytes each.</param>
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
