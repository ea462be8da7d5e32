using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// The source rows of the interpolation: stored rows, or rows of averaged boxes that are computed on first use. The two
/// latest rows are cached by the last bit of their index, so a row that two output rows need is computed once.
/// </summary>
internal unsafe struct SourceRows
{
    private readonly SimdLevel _level;
    private readonly PixelBuffer _pixels;
    private readonly int _box;
    private readonly byte* _scratch;
    private readonly byte* _evenRow;
    private readonly byte* _oddRow;
    private int _even = -1;
    private int _odd = -1;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="pixels">The image.</param>
    /// <param name="box">The box filter's side in pixels.</param>
    /// <param name="boxes">The number of boxes in a row.</param>
    /// <param name="arena">The source of scratch memory.</param>
    public SourceRows(SimdLevel level, PixelBuffer pixels, int box, int boxes, ref ScratchArena arena)
    {
        _level = level;
        _pixels = pixels;
        _box = box;
        if (box > 1)
        {
            _scratch = arena.Allocate<byte>(BoxFilter.ScratchBytes(pixels.Stride, box));
            _evenRow = arena.Allocate<byte>((long)boxes * PixelBuffer.Channels);
            _oddRow = arena.Allocate<byte>((long)boxes * PixelBuffer.Channels);
        }
    }

    /// <summary>A row, <c>RGBRGB…</c>; <see cref="PixelMemory.Slack"/> bytes past its end are readable.</summary>
    public byte* this[int index]
    {
        get
        {
            var stored = _pixels.Pointer + ((long)index * _box * _pixels.Stride);
            if (_box == 1)
            {
                return stored;
            }

            var odd = (index & 1) != 0;
            var row = odd ? _oddRow : _evenRow;
            ref var held = ref odd ? ref _odd : ref _even;
            if (held != index)
            {
                BoxFilter.Run(_level, stored, _pixels.Stride, Math.Min(_box, _pixels.Height - (index * _box)), _box, _scratch, row);
                held = index;
            }

            return row;
        }
    }
}
