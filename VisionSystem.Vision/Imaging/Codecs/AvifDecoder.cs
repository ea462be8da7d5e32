using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// AVIF by libvips' loader for HEIF, one coded frame after the other, each in a file that is written here: the loader meets
/// no other kind of picture, no metadata, and no more frames at once than one. Memory is that of one frame, some fifteen
/// bytes a pixel, beside the picture. A decode ends between frames: the decoder of AV1 cannot be stopped within one.
/// </summary>
internal static unsafe class AvifDecoder
{
    /// <summary>The content of a colour property of kind nclx: four letters, three numbers, a flag.</summary>
    private const int ColoursLength = 11;

    /// <summary>Whether there is a loader, and a decoder of AV1 in it: builds of libvips and of libheif may lack them.</summary>
    public static bool Works { get; } = Probe();

    /// <summary>AV1 data of one grey pixel.</summary>
    private static ReadOnlySpan<byte> OnePixel =>
    [
        0x0A, 0x08, 0x18, 0x00, 0x06, 0x88, 0x08, 0x68, 0x34, 0x20, 0x32, 0x13, 0x19, 0x47, 0x87, 0x86, 0x21, 0x87, 0x9E, 0x79, 0xE6, 0x82, 0x40, 0x00, 0x90, 0x40, 0xC9, 0x1C, 0x61, 0x4E, 0x80,
    ];

    /// <summary>Decodes a file whose header was read to 8-bit RGB in stored orientation.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="conversion">What becomes of transparency and of more than 8 bits.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    /// <returns>Null where coded data are not what the header said.</returns>
    /// <exception cref="VipsException">The data are damaged, or the decode was ended.</exception>
    public static PixelBuffer? Decode(ReadOnlySpan<byte> file, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        Span<AvifItem> items = stackalloc AvifItem[AvifItems.Most];
        Span<int> properties = stackalloc int[AvifItems.MostProperties];
        if (AvifPicture.TryRead(file, items, properties, out var picture, out _) != ImageFault.None)
        {
            return null;
        }

        var target = PixelBuffer.Rent(picture.Crop.Width, picture.Crop.Height);
        try
        {
            if (TryDecode(picture, target, conversion, cancellationToken))
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

    private static bool TryDecode(scoped in AvifPicture picture, PixelBuffer target, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        ValueRange? range = null;
        if (conversion.Scale == ValueScale.Range && picture.Colour.Frame.IsDeep && !TryMeasure(picture, out range, cancellationToken))
        {
            return false;
        }

        if (!TryFill(picture, picture.Colour, target.Pointer, PixelBuffer.Channels, range, cancellationToken))
        {
            return false;
        }

        if (picture.Alpha.Count == 0)
        {
            return true;
        }

        var alpha = PixelMemory.Shared.Rent((long)target.Width * target.Height);
        try
        {
            if (!TryFill(picture, picture.Alpha, alpha.Pointer, 1, null, cancellationToken))
            {
                return false;
            }

            Flatten(target, alpha.Pointer, picture.IsPremultiplied, conversion.Paper);
            return true;
        }
        finally
        {
            PixelMemory.Shared.Return(alpha);
        }
    }

    /// <summary>What all frames use of their 16 bits. They are decoded twice: kept between the passes, they would take twice the memory of any other picture.</summary>
    private static bool TryMeasure(scoped in AvifPicture picture, out ValueRange? range, CancellationToken cancellationToken)
    {
        var used = ValueRange.Nothing;
        range = null;
        for (var index = 0; index < picture.Colour.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var source = Open(picture, picture.Colour, index);
            if (source is null)
            {
                return false;
            }

            using var image = Image.HeifloadSource(source, access: Enums.Access.Sequential);
            using var end = VipsCodec.EndOn(image, cancellationToken);
            used = used.With(ValueRange.Of(image));
        }

        range = used;
        return true;
    }

    /// <summary>Decodes what is seen of a layer.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="layer">Its colours or its transparency.</param>
    /// <param name="target">Rows without gaps.</param>
    /// <param name="channels">Three, or one: grey.</param>
    /// <param name="range">What is stretched over all 16 bits; null where values stay as they are.</param>
    /// <param name="cancellationToken">Ends the decode.</param>
    private static bool TryFill(scoped in AvifPicture picture, scoped in AvifLayer layer, byte* target, int channels, ValueRange? range, CancellationToken cancellationToken)
    {
        var frame = layer.Frame;
        var isDirect = layer.Count == 1 && (frame.Width, frame.Height) == (picture.Crop.Width, picture.Crop.Height);
        var block = isDirect ? default : PixelMemory.Shared.Rent(frame.Pixels * channels);
        try
        {
            for (var index = 0; index < layer.Count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var source = Open(picture, layer, index);
                if (source is null || !TryWrite(source, frame, channels, range, isDirect ? target : block.Pointer, cancellationToken))
                {
                    return false;
                }

                if (!isDirect)
                {
                    Place(block.Pointer, frame, index % layer.Columns * frame.Width, index / layer.Columns * frame.Height, target, picture.Crop, channels);
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
        using var end = VipsCodec.EndOn(image, cancellationToken);
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

    /// <summary>Copies a frame's part of what is seen.</summary>
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

    private static void Flatten(PixelBuffer picture, byte* alpha, bool isPremultiplied, Colour paper)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < row.Length; x += PixelBuffer.Channels)
            {
                int opaque = *alpha++;
                if (opaque < byte.MaxValue)
                {
                    var weight = isPremultiplied ? byte.MaxValue : opaque;
                    row[x] = Over(row[x], weight, paper.Red, opaque);
                    row[x + 1] = Over(row[x + 1], weight, paper.Green, opaque);
                    row[x + 2] = Over(row[x + 2], weight, paper.Blue, opaque);
                }
            }
        }
    }

    private static byte Over(int value, int weight, int paper, int opaque) =>
        (byte)Math.Min(byte.MaxValue, ((value * weight) + (paper * (byte.MaxValue - opaque)) + 127) / byte.MaxValue);

    /// <summary>A file of one frame; null where its data are not what the header said.</summary>
    private static Source? Open(scoped in AvifPicture picture, scoped in AvifLayer layer, int index)
    {
        var item = layer.Tile(picture.Items, index);
        var extents = picture.Items.Extents(item);
        if (!extents.MoveNext())
        {
            return null;
        }

        var nclx = picture.Items.Property(item, "colr"u8, "nclx"u8);
        nclx = nclx.IsEmpty ? picture.Items.Property(layer.Item, "colr"u8, "nclx"u8) : nclx;
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

        if (length > int.MaxValue - AvifFrameFile.MostOverhead)
        {
            return null;
        }

        var whole = PixelMemory.Shared.Rent(length);
        try
        {
            var data = new Span<byte>(whole.Pointer, (int)length);
            var at = 0;
            for (extents = picture.Items.Extents(item); extents.MoveNext(); at += extents.Data.Length)
            {
                extents.Data.CopyTo(data[at..]);
            }

            return Open(data, layer.Frame, colours);
        }
        finally
        {
            PixelMemory.Shared.Return(whole);
        }
    }

    private static Source? Open(ReadOnlySpan<byte> data, scoped in Av1Sequence frame, ReadOnlySpan<byte> colours)
    {
        var length = AvifFrameFile.MostOverhead + data.Length;
        var block = PixelMemory.Shared.Rent(length);
        try
        {
            var target = new Span<byte>(block.Pointer, length);
            return Av1Data.TryCopy(data, target[AvifFrameFile.MostOverhead..], out var written)
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
