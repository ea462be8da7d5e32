using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// A picture's rows as the interpolation takes them: the stored ones, or rows of boxes that are averaged when first asked
/// for. The two latest are kept: neighbours differ in their last bit, so each has its own place, and a row that two output
/// rows need is made once.
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
    /// <param name="pixels">The picture.</param>
    /// <param name="box">The box filter's side.</param>
    /// <param name="boxes">Boxes in a row.</param>
    /// <param name="arena">Where scratch memory comes from.</param>
    public SourceRows(SimdLevel level, PixelBuffer pixels, int box, int boxes, ref Arena arena)
    {
        _level = level;
        _pixels = pixels;
        _box = box;
        if (box > 1)
        {
            _scratch = arena.Take<byte>(BoxFilter.ScratchBytes(pixels.Stride, box));
            _evenRow = arena.Take<byte>((long)boxes * PixelBuffer.Channels);
            _oddRow = arena.Take<byte>((long)boxes * PixelBuffer.Channels);
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
