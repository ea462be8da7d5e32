using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// One picture's way onto the input. It walks the picture's stored rows, whatever its orientation: mirrored axes are read
/// backwards, and a picture that lies on its side is turned sixteen finished rows at a time, so that reads and writes both
/// stay within the cache.
/// </summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
/// <typeparam name="TElement">How grey levels become it.</typeparam>
internal unsafe ref struct LetterboxPass<T, TElement>
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    private readonly SimdLevel _level;
    private readonly LetterboxPlan _plan;
    private readonly PixelLayout _layout;
    private readonly T* _picture;

    // Finished rows, red, green and blue: one, or sixteen that wait to be turned.
    private readonly byte* _finished;
    // Finished pixels of a picture that lies on its side, turned.
    private readonly byte* _turned;
    private readonly int _turnedStride;

    // What each grey level of red, green and blue becomes.
    private readonly T* _tables;
    private GreyRows _rows;

    private LetterboxPass(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, T* slot, ref Arena arena)
    {
        _level = level;
        _plan = plan;
        _layout = layout;
        _picture = slot + ((long)plan.PadY * plan.InputWidth) + plan.PadX;
        _rows = new GreyRows(level, view, plan, ref arena);
        _finished = arena.Take<byte>((long)_rows.Stride * PixelBuffer.Channels * (view.Transposed ? Transpose.Side : 1));
        _tables = arena.Take<T>(PixelBuffer.Channels * GreyValues.Levels);
        _turnedStride = (_rows.Height + Transpose.Side - 1) / Transpose.Side * Transpose.Side;
        _turned = view.Transposed ? arena.Take<byte>((long)_rows.Stride * PixelBuffer.Channels * _turnedStride) : null;
    }

    /// <exception cref="ArgumentException">The slot is not of the plan's size.</exception>
    public static void Run(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, byte pad, Span<T> chw)
    {
        if (chw.Length != (long)plan.InputWidth * plan.InputHeight * layout.Planes)
        {
            throw new ArgumentException($"The slot holds {chw.Length} values; the plan wants {layout.Planes} × {plan.InputHeight} × {plan.InputWidth}.", nameof(chw));
        }

        var needed = new Arena(null);
        _ = new LetterboxPass<T, TElement>(level, view, plan, layout, null, ref needed);
        var scratch = PixelMemory.Shared.Rent(needed.Used);
        var arena = new Arena(scratch.Pointer);
        Pad(plan, layout, pad, chw);
        fixed (T* slot = chw)
        {
            var pass = new LetterboxPass<T, TElement>(level, view, plan, layout, slot, ref arena);
            pass.Prepare();
            if (view.Transposed)
            {
                pass.FillTurned();
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

    // The whole picture is turned before any of it is written: as bytes it fits the cache, and writing values down the
    // input's columns would wait for memory at each of them.
    private void FillTurned()
    {
        for (var y = 0; y < _rows.Height; y += Transpose.Side)
        {
            for (var i = 0; i < Math.Min(Transpose.Side, _rows.Height - y); i++)
            {
                WriteRow(y + i, _finished + ((long)i * PixelBuffer.Channels * _rows.Stride));
            }

            for (var i = 0; i < _layout.Planes * _rows.Stride; i += Transpose.Side)
            {
                Transpose.Run(_level, _finished + i, PixelBuffer.Channels * _rows.Stride, _turned + ((long)i * _turnedStride) + y, _turnedStride);
            }
        }

        for (var channel = 0; channel < _layout.Planes; channel++)
        {
            for (var y = 0; y < _rows.Width; y++)
            {
                Write(channel, _turned + ((((long)channel * _rows.Stride) + y) * _turnedStride), Plane(channel) + ((long)y * _plan.InputWidth), _rows.Height);
            }
        }
    }

    // A finished row: three colours, or their luminance in the place of the first.
    private void WriteRow(int y, byte* planes)
    {
        _rows.WriteRow(y, planes);
        if (_layout.Grey)
        {
            Luma.Blend(planes, _rows.Stride, _rows.Width);
        }
    }

    // Where a colour's plane begins, at the picture's top left.
    private readonly T* Plane(int channel) =>
        _picture + ((long)(_layout.BlueFirst ? _layout.Planes - 1 - channel : channel) * _plan.InputWidth * _plan.InputHeight);

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
