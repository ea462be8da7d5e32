using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Writes one image to the input. The pass reads stored rows in any orientation: mirrored axes are read backwards, and a
/// transposed image is transposed in groups of sixteen finished rows, so that reads and writes stay within the cache.
/// </summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
/// <typeparam name="TElement">The conversion of grey levels to the element type.</typeparam>
internal unsafe ref struct LetterboxPass<T, TElement>
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    private readonly SimdLevel _level;
    private readonly LetterboxPlan _plan;
    private readonly PixelLayout _layout;
    private readonly T* _image;

    // Finished rows of red, green and blue: one set, or sixteen that await transposition.
    private readonly byte* _finished;
    // Finished pixels of a transposed image, in upright order.
    private readonly byte* _transposed;
    private readonly int _transposedStride;

    // The values of each grey level of red, green and blue.
    private readonly T* _tables;
    private GreyRows _rows;

    private LetterboxPass(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, T* slot, ref ScratchArena arena)
    {
        _level = level;
        _plan = plan;
        _layout = layout;
        _image = slot + ((long)plan.PadY * plan.InputWidth) + plan.PadX;
        _rows = new GreyRows(level, view, plan, ref arena);
        _finished = arena.Allocate<byte>((long)_rows.Stride * PixelBuffer.Channels * (view.Transposed ? Transpose.Side : 1));
        _tables = arena.Allocate<T>(PixelBuffer.Channels * GreyValues.Levels);
        _transposedStride = (_rows.Height + Transpose.Side - 1) / Transpose.Side * Transpose.Side;
        _transposed = view.Transposed ? arena.Allocate<byte>((long)_rows.Stride * PixelBuffer.Channels * _transposedStride) : null;
    }

    /// <exception cref="ArgumentException">The slot's length differs from the plan's input size.</exception>
    public static void Run(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, byte pad, Span<T> chw)
    {
        if (chw.Length != (long)plan.InputWidth * plan.InputHeight * layout.Planes)
        {
            throw new ArgumentException($"The slot holds {chw.Length} values; the plan requires {layout.Planes} × {plan.InputHeight} × {plan.InputWidth}.", nameof(chw));
        }

        var needed = new ScratchArena(null);
        _ = new LetterboxPass<T, TElement>(level, view, plan, layout, null, ref needed);
        var scratch = PixelMemory.Shared.Rent(needed.Used);
        var arena = new ScratchArena(scratch.Pointer);
        Pad(plan, layout, pad, chw);
        fixed (T* slot = chw)
        {
            var pass = new LetterboxPass<T, TElement>(level, view, plan, layout, slot, ref arena);
            pass.Prepare();
            if (view.Transposed)
            {
                pass.FillTransposed();
            }
            else
            {
                pass.FillStraight();
            }
        }

        PixelMemory.Shared.Return(scratch);
    }

    private static void Pad(in LetterboxPlan plan, PixelLayout layout, byte pad, Span<T> chw)
    {
        var plane = plan.InputWidth * plan.InputHeight;
        var right = plan.PadX + plan.ScaledWidth;
        for (var i = 0; i < layout.Planes; i++, chw = chw[plane..])
        {
            var channel = layout.BlueFirst ? layout.Planes - 1 - i : i;
            var value = TElement.From((pad * layout.Scale[channel]) + layout.Offset[channel]);
            chw[..(plan.PadY * plan.InputWidth)].Fill(value);
            chw[((plan.PadY + plan.ScaledHeight) * plan.InputWidth)..plane].Fill(value);
            for (var y = plan.PadY; plan.ScaledWidth < plan.InputWidth && y < plan.PadY + plan.ScaledHeight; y++)
            {
                var row = chw.Slice(y * plan.InputWidth, plan.InputWidth);
                row[..plan.PadX].Fill(value);
                row[right..].Fill(value);
            }
        }
    }

    private readonly void Prepare()
    {
        _rows.Prepare();
        for (var channel = 0; typeof(T) != typeof(float) && channel < PixelBuffer.Channels; channel++)
        {
            GreyValues.Tabulate<T, TElement>(_layout.Scale[channel], _layout.Offset[channel], _tables + (channel * GreyValues.Levels));
        }
    }

    private void FillStraight()
    {
        for (var y = 0; y < _rows.Height; y++)
        {
            WriteRow(y, _finished);
            for (var channel = 0; channel < _layout.Planes; channel++)
            {
                Write(channel, _finished + (channel * _rows.Stride), Plane(channel) + ((long)y * _plan.InputWidth), _rows.Width);
            }
        }
    }

    // Transposes the complete image before writing it: its bytes fit the cache, whereas writing values along the input's
    // columns would wait for memory at each of them.
    private void FillTransposed()
    {
        for (var y = 0; y < _rows.Height; y += Transpose.Side)
        {
            for (var i = 0; i < Math.Min(Transpose.Side, _rows.Height - y); i++)
            {
                WriteRow(y + i, _finished + ((long)i * PixelBuffer.Channels * _rows.Stride));
            }

            for (var i = 0; i < _layout.Planes * _rows.Stride; i += Transpose.Side)
            {
                Transpose.Run(_level, _finished + i, PixelBuffer.Channels * _rows.Stride, _transposed + ((long)i * _transposedStride) + y, _transposedStride);
            }
        }

        for (var channel = 0; channel < _layout.Planes; channel++)
        {
            for (var y = 0; y < _rows.Width; y++)
            {
                Write(channel, _transposed + ((((long)channel * _rows.Stride) + y) * _transposedStride), Plane(channel) + ((long)y * _plan.InputWidth), _rows.Height);
            }
        }
    }

    // Writes a finished row: three colours, or their luma in place of the first.
    private void WriteRow(int y, byte* planes)
    {
        _rows.WriteRow(y, planes);
        if (_layout.Grey)
        {
            Luma.Blend(planes, _rows.Stride, _rows.Width);
        }
    }

    // The start of a colour's plane, at the image's top left.
    private readonly T* Plane(int channel) =>
        _image + ((long)(_layout.BlueFirst ? _layout.Planes - 1 - channel : channel) * _plan.InputWidth * _plan.InputHeight);

    private readonly void Write(int channel, byte* grey, T* target, int count)
    {
        if (typeof(T) == typeof(float))
        {
            GreyValues.ToSingle(_level, grey, _layout.Scale[channel], _layout.Offset[channel], (float*)target, count);
        }
        else if (typeof(T) == typeof(byte) && _layout.Scale[channel] == 1 && _layout.Offset[channel] == 0)
        {
            new ReadOnlySpan<byte>(grey, count).CopyTo(new Span<byte>(target, count));
        }
        else
        {
            GreyValues.LookUp(_tables + (channel * GreyValues.Levels), grey, target, count);
        }
    }
}
