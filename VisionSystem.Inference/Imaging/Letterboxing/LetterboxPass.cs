namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// One picture's way onto the input. It walks the picture's stored rows, whatever its orientation: mirrored axes are read
/// backwards, and a picture that lies on its side is turned sixteen finished rows at a time, so that reads and writes both
/// stay within the cache.
/// </summary>
/// <typeparam name="T">The tensor's element type.</typeparam>
/// <typeparam name="TElement">How floats become it.</typeparam>
internal unsafe ref struct LetterboxPass<T, TElement>
    where T : unmanaged
    where TElement : struct, IElement<T>
{
    private readonly SimdLevel _level;
    private readonly LetterboxPlan _plan;
    private readonly PixelLayout _layout;
    private readonly ResampleAxis _alongX;
    private readonly ResampleAxis _alongY;
    private readonly T* _picture;

    // Finished rows that cannot be written in place wait here: 16 of each colour, and 16 of one colour turned.
    private readonly float* _waiting;
    private readonly float* _turned;
    private SourceRows _rows;

    private LetterboxPass(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, in ResampleAxis alongX, in ResampleAxis alongY, int box, T* slot, byte* scratch)
    {
        _level = level;
        _plan = plan;
        _layout = layout;
        _alongX = alongX;
        _alongY = alongY;
        _picture = slot + ((long)plan.PadY * plan.InputWidth) + plan.PadX;
        _waiting = (float*)scratch;
        _turned = _waiting + (alongX.PaddedCount * Transpose.Rows * PixelBuffer.Channels);
        var rows = view.Transposed ? _turned + (alongX.PaddedCount * Transpose.Rows) : _waiting + alongX.PaddedCount;
        _rows = new SourceRows(level, view.Pixels, box, alongX, (byte*)rows);
    }

    /// <exception cref="ArgumentException">The slot is not of the plan's size.</exception>
    public static void Run(SimdLevel level, in UprightView view, in LetterboxPlan plan, PixelLayout layout, byte pad, Span<T> chw)
    {
        if (chw.Length != (long)plan.InputWidth * plan.InputHeight * PixelBuffer.Channels)
        {
            throw new ArgumentException($"The slot holds {chw.Length} values; the plan wants 3 × {plan.InputHeight} × {plan.InputWidth}.", nameof(chw));
        }

        var pixels = view.Pixels;
        var (countX, countY) = view.Transposed ? (plan.ScaledHeight, plan.ScaledWidth) : (plan.ScaledWidth, plan.ScaledHeight);
        var box = BoxFilter.Side((double)pixels.Width / countX, (double)pixels.Height / countY);
        var alongX = new ResampleAxis(pixels.Width, countX, box, view.MirroredX);
        var alongY = new ResampleAxis(pixels.Height, countY, box, view.MirroredY);
        var waiting = view.Transposed ? Transpose.Rows * (PixelBuffer.Channels + 1) : 1;
        var scratch = PixelMemory.Shared.Rent(((long)alongX.PaddedCount * waiting * sizeof(float)) + SourceRows.ScratchBytes(pixels, box, alongX));
        Pad(plan, layout, pad, chw);
        fixed (T* slot = chw)
        {
            var pass = new LetterboxPass<T, TElement>(level, view, plan, layout, alongX, alongY, box, slot, scratch.Pointer);
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
        for (var i = 0; i < PixelBuffer.Channels; i++, chw = chw[plane..])
        {
            var channel = layout.BlueFirst ? PixelBuffer.Channels - 1 - i : i;
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

    private void FillStraight()
    {
        for (var y = 0; y < _alongY.Count; y++)
        {
            for (var channel = 0; channel < PixelBuffer.Channels; channel++)
            {
                var target = Plane(channel) + ((long)y * _plan.InputWidth);
                if (typeof(T) == typeof(float))
                {
                    Blend(y, channel, (float*)target);
                }
                else
                {
                    Blend(y, channel, _waiting);
                    TElement.Write(_waiting, target, _alongX.Count);
                }
            }
        }
    }

    private void FillTurned()
    {
        var row = _alongX.PaddedCount;
        for (var y = 0; y < _alongY.Count; y += Transpose.Rows)
        {
            var height = Math.Min(Transpose.Rows, _alongY.Count - y);
            for (var i = 0; i < height * PixelBuffer.Channels; i++)
            {
                var (line, channel) = (i / PixelBuffer.Channels, i % PixelBuffer.Channels);
                Blend(y + line, channel, _waiting + (((channel * Transpose.Rows) + line) * row));
            }

            for (var channel = 0; channel < PixelBuffer.Channels; channel++)
            {
                var source = _waiting + (channel * Transpose.Rows * row);
                var target = Plane(channel) + y;
                if (typeof(T) == typeof(float))
                {
                    Transpose.Run(_level, source, row, height, _alongX.Count, (float*)target, _plan.InputWidth);
                    continue;
                }

                Transpose.Run(_level, source, row, height, _alongX.Count, _turned, Transpose.Rows);
                for (var x = 0; x < _alongX.Count; x++)
                {
                    TElement.Write(_turned + (x * Transpose.Rows), target + ((long)x * _plan.InputWidth), height);
                }
            }
        }
    }

    // Where a colour's plane begins, at the picture's top left.
    private readonly T* Plane(int channel) =>
        _picture + ((long)(_layout.BlueFirst ? PixelBuffer.Channels - 1 - channel : channel) * _plan.InputWidth * _plan.InputHeight);

    private void Blend(int y, int channel, float* target)
    {
        var (first, weight) = _alongY.At(y);
        var plane = channel * _alongX.PaddedCount;
        var near = _rows[first] + plane;
        var far = _alongY.Length == 1 ? near : _rows[first + 1] + plane;
        const float GreyLevel = 1f / ((float)ResampleAxis.One * ResampleAxis.One);
        var (scale, offset) = (_layout.Scale[channel], _layout.Offset[channel]);
        BlendKernel.Run(_level, near, (ResampleAxis.One - weight) * GreyLevel, far, weight * GreyLevel, scale, offset, target, _alongX.Count);
    }
}
