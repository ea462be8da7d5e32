using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Decodes AVIF with libvips' HEIF loader, one coded frame at a time, each in a file that <see cref="AvifFrameFile"/> writes.
/// The loader therefore never sees another codec, metadata or several frames. Memory use beside the image is that of one
/// frame, about fifteen bytes per pixel. Cancellation takes effect between frames: the AV1 decoder cannot be stopped within
/// one.
/// </summary>
internal static unsafe class AvifDecoder
{
    /// <summary>The length of a colour property of kind <c>nclx</c>: four letters, three numbers, a flag.</summary>
    private const int ColoursLength = 11;

    /// <summary>True if libvips has a HEIF loader with an AV1 decoder: builds of libvips and of libheif may lack them.</summary>
    public static bool IsSupported { get; } = Probe();

    /// <summary>AV1 data of a single grey pixel.</summary>
    private static ReadOnlySpan<byte> OnePixel =>
    [
        0x0A, 0x08, 0x18, 0x00, 0x06, 0x88, 0x08, 0x68, 0x34, 0x20, 0x32, 0x13, 0x19, 0x47, 0x87, 0x86, 0x21, 0x87, 0x9E, 0x79, 0xE6, 0x82, 0x40, 0x00, 0x90, 0x40, 0xC9, 0x1C, 0x61, 0x4E, 0x80,
    ];

    /// <summary>Decodes a file whose header is known to be valid to 8-bit RGB in stored orientation.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="conversion">The conversion of transparency and of more than 8 bits.</param>
    /// <param name="cancellationToken">Cancels the decode.</param>
    /// <returns>The image; null where the coded data contradict the header.</returns>
    /// <exception cref="VipsException">The data are damaged, or the decode was cancelled.</exception>
    public static PixelBuffer? Decode(ReadOnlySpan<byte> file, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        Span<AvifItem> items = stackalloc AvifItem[AvifItems.MaxItems];
        Span<int> properties = stackalloc int[AvifItems.MaxProperties];
        if (AvifImage.TryRead(file, items, properties, out var avif, out _) != ImageFault.None)
        {
            return null;
        }

        var target = PixelBuffer.Rent(avif.Crop.Width, avif.Crop.Height);
        try
        {
            if (TryDecode(avif, target, conversion, cancellationToken))
            {
                return target;
            }
        }
        catch
        {
            target.Dispose();
            throw;
        }

        target.Dispose();
        return null;
    }

    private static bool TryDecode(scoped in AvifImage avif, PixelBuffer target, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        ValueRange? range = null;
        if (conversion.Scale == ValueScale.Range && avif.Colour.Frame.IsDeep && !TryMeasure(avif, out range, cancellationToken))
        {
            return false;
        }

        if (!TryFill(avif, avif.Colour, target.Pointer, PixelBuffer.Channels, range, cancellationToken))
        {
            return false;
        }

        if (avif.Alpha.Count == 0)
        {
            return true;
        }

        var alpha = PixelMemory.Shared.Rent((long)target.Width * target.Height);
        try
        {
            if (!TryFill(avif, avif.Alpha, alpha.Pointer, 1, null, cancellationToken))
            {
                return false;
            }

            Flatten(target, alpha.Pointer, avif.IsPremultiplied, conversion.EffectiveBackground);
            return true;
        }
        finally
        {
            PixelMemory.Shared.Return(alpha);
        }
    }

    /// <summary>
    /// Measures the range of all frames' 16-bit values. Frames are decoded twice: holding 16-bit values between the passes
    /// would take twice the memory of any other image.
    /// </summary>
    private static bool TryMeasure(scoped in AvifImage avif, out ValueRange? range, CancellationToken cancellationToken)
    {
        var used = ValueRange.Empty;
        range = null;
        for (var index = 0; index < avif.Colour.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var source = Open(avif, avif.Colour, index);
            if (source is null)
            {
                return false;
            }

            using var image = Image.HeifloadSource(source, access: Enums.Access.Sequential);
            using var end = VipsCodec.CancelWith(image, cancellationToken);
            used = used.Union(ValueRange.Measure(image));
        }

        range = used;
        return true;
    }

    /// <summary>Decodes the visible part of a layer.</summary>
    /// <param name="avif">The image.</param>
    /// <param name="layer">The colour or alpha layer.</param>
    /// <param name="target">The destination, rows without gaps.</param>
    /// <param name="channels">Channels per pixel: 3, or 1 for grey.</param>
    /// <param name="range">The range to stretch to 16 bits; null leaves values unchanged.</param>
    /// <param name="cancellationToken">Cancels the decode.</param>
    private static bool TryFill(scoped in AvifImage avif, scoped in AvifLayer layer, byte* target, int channels, ValueRange? range, CancellationToken cancellationToken)
    {
        var frame = layer.Frame;
        var isDirect = layer.Count == 1 && (frame.Width, frame.Height) == (avif.Crop.Width, avif.Crop.Height);
        var block = isDirect ? default : PixelMemory.Shared.Rent(frame.Pixels * channels);
        try
        {
            for (var index = 0; index < layer.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var source = Open(avif, layer, index);
                if (source is null || !TryWrite(source, frame, channels, range, isDirect ? target : block.Pointer, cancellationToken))
                {
                    return false;
                }

                if (!isDirect)
                {
                    Place(block.Pointer, frame, index % layer.Columns * frame.Width, index / layer.Columns * frame.Height, target, avif.Crop, channels);
                }
            }

            return true;
        }
        finally
        {
            if (!isDirect)
            {
                PixelMemory.Shared.Return(block);
            }
        }
    }

    private static bool TryWrite(Source source, scoped in Av1Sequence frame, int channels, ValueRange? range, byte* target, CancellationToken cancellationToken)
    {
        using var image = Image.HeifloadSource(source, access: Enums.Access.Sequential);
        using var end = VipsCodec.CancelWith(image, cancellationToken);
        if ((image.Width, image.Height, image.Bands) != (frame.Width, frame.Height, PixelBuffer.Channels))
        {
            return false;
        }

        using var scaled = range?.Stretch(image);
        using var rgb = (scaled ?? image).Colourspace(Enums.Interpretation.Srgb);
        using var gray = channels == 1 ? rgb.ExtractBand(0) : null;
        VipsCodec.Write(gray ?? rgb, target);
        return true;
    }

    /// <summary>Copies the visible part of a frame.</summary>
    private static void Place(byte* from, scoped in Av1Sequence frame, int left, int top, byte* target, scoped in AvifCrop crop, int channels)
    {
        var (first, last) = (Math.Max(left, crop.Left), Math.Min(left + frame.Width, crop.Left + crop.Width));
        for (var y = Math.Max(top, crop.Top); y < Math.Min(top + frame.Height, crop.Top + crop.Height) && first < last; y++)
        {
            var source = from + ((((long)(y - top) * frame.Width) + first - left) * channels);
            var row = target + ((((long)(y - crop.Top) * crop.Width) + first - crop.Left) * channels);
            new ReadOnlySpan<byte>(source, (last - first) * channels).CopyTo(new Span<byte>(row, (last - first) * channels));
        }
    }

    private static void Flatten(PixelBuffer image, byte* alpha, bool isPremultiplied, Colour background)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x += PixelBuffer.Channels)
            {
                int opaque = *alpha++;
                if (opaque < byte.MaxValue)
                {
                    var weight = isPremultiplied ? byte.MaxValue : opaque;
                    row[x] = Over(row[x], weight, background.Red, opaque);
                    row[x + 1] = Over(row[x + 1], weight, background.Green, opaque);
                    row[x + 2] = Over(row[x + 2], weight, background.Blue, opaque);
                }
            }
        }
    }

    private static byte Over(int value, int weight, int background, int opaque) =>
        (byte)Math.Min(byte.MaxValue, ((value * weight) + (background * (byte.MaxValue - opaque)) + 127) / byte.MaxValue);

    /// <summary>Returns a file that contains one frame; null where its data contradict the header.</summary>
    private static Source? Open(scoped in AvifImage avif, scoped in AvifLayer layer, int index)
    {
        var item = layer.Tile(avif.Items, index);
        var extents = avif.Items.Extents(item);
        if (!extents.MoveNext())
        {
            return null;
        }

        var nclx = avif.Items.Property(item, "colr"u8, "nclx"u8);
        nclx = nclx.IsEmpty ? avif.Items.Property(layer.Item, "colr"u8, "nclx"u8) : nclx;
        var colours = nclx.Length < ColoursLength ? default : nclx[..ColoursLength];
        if (extents.IsLast)
        {
            return Open(extents.Data, layer.Frame, colours);
        }

        long length = extents.Data.Length;
        while (extents.MoveNext())
        {
            length += extents.Data.Length;
        }

        if (length > int.MaxValue - AvifFrameFile.MaxOverhead)
        {
            return null;
        }

        var joined = PixelMemory.Shared.Rent(length);
        try
        {
            var data = new Span<byte>(joined.Pointer, (int)length);
            var at = 0;
            for (extents = avif.Items.Extents(item); extents.MoveNext(); at += extents.Data.Length)
            {
                extents.Data.CopyTo(data[at..]);
            }

            return Open(data, layer.Frame, colours);
        }
        finally
        {
            PixelMemory.Shared.Return(joined);
        }
    }

    private static Source? Open(ReadOnlySpan<byte> data, scoped in Av1Sequence frame, ReadOnlySpan<byte> colours)
    {
        var length = AvifFrameFile.MaxOverhead + data.Length;
        var block = PixelMemory.Shared.Rent(length);
        try
        {
            var target = new Span<byte>(block.Pointer, length);
            return Av1Data.TryCopy(data, target[AvifFrameFile.MaxOverhead..], out var written)
                ? Source.NewFromMemory(AvifFrameFile.Write(target, written, frame, colours))
                : null;
        }
        finally
        {
            PixelMemory.Shared.Return(block);
        }
    }

    private static bool Probe()
    {
        if (NetVips.NetVips.TypeFind("VipsOperation", "heifload_source") == 0 || !Av1Sequence.TryFind(OnePixel, out var frame))
        {
            return false;
        }

        try
        {
            using var source = Open(OnePixel, frame, default);
            var pixel = stackalloc byte[PixelBuffer.Channels];
            return source is not null && TryWrite(source, frame, PixelBuffer.Channels, null, pixel, CancellationToken.None);
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
