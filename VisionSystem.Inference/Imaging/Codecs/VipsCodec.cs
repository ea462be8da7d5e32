using NetVips;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>JPEG, PNG, WebP and GIF by libvips, which streams: beside the picture itself it needs a few rows.</summary>
/// <param name="maxPixels">Most pixels that a file may unfold to, should it hold more than its header says.</param>
internal sealed unsafe class VipsCodec(long maxPixels) : IImageCodec
{
    /// <summary>Loaders of uploaded files, by class name: all others are blocked.</summary>
    private static readonly string[] Loaders = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    /// <summary>Why libvips does not load on this machine, or null where it does.</summary>
    public static string? LoadError { get; } = Initialize();

    public string Name => "libvips";

    public bool CanDecode(ImageFormat format) => format is not ImageFormat.Bmp;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, out PixelBuffer? pixels, out string? detail)
    {
        pixels = null;
        if (header.Format == ImageFormat.Jpeg && !JpegHeader.HasEnd(file.Span))
        {
            // libvips stops at the last pixel; libjpeg-turbo reads on, and both shall judge alike.
            detail = Explain(header.Format, "");
            return ImageFault.Corrupt;
        }

        // libvips rounds down and libwebp to the nearest: what divides evenly is sure not to come out too small.
        var divisor = header.Format is ImageFormat.Jpeg or ImageFormat.WebP
            ? JpegScale.Divisor(header.Width & ~7, header.Height & ~7, leastWidth, leastHeight)
            : 1;
        try
        {
            // Another file's warnings may be left in libvips' one text for errors, which an exception reads and clears.
            _ = new VipsException("");
            using var source = Open(file.Span, header.Format);
            using var image = Load(source, header.Format, divisor);
            pixels = Read(image, file.Span, header, divisor, conversion);
            detail = pixels is null ? Explain(header.Format, "") : null;
        }
        catch (VipsException error)
        {
            detail = Explain(header.Format, error.Message);
        }

        return pixels is null ? ImageFault.Corrupt : ImageFault.None;
    }

    /// <summary>
    /// The file as libvips reads it: a copy, which takes less than a millisecond for ten megabytes of a PNG, against some eighty
    /// of decoding. Metadata of a PNG that would be unpacked is not in it.
    /// </summary>
    internal static Source Open(ReadOnlySpan<byte> file, ImageFormat format)
    {
        if (format != ImageFormat.Png || !PngMetadata.IsCompressedIn(file))
        {
            return Source.NewFromMemory(file);
        }

        var block = PixelMemory.Shared.Rent(file.Length);
        try
        {
            var length = PngMetadata.CopyWithout(file, new Span<byte>(block.Pointer, file.Length));
            return Source.NewFromMemory(new ReadOnlySpan<byte>(block.Pointer, length));
        }
        finally
        {
            PixelMemory.Shared.Return(block);
        }
    }

    private static Image Load(Source source, ImageFormat format, int divisor) => format switch
    {
        ImageFormat.Jpeg => Image.JpegloadSource(source, shrink: divisor, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
        ImageFormat.Png => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
        ImageFormat.WebP => Image.WebploadSource(source, scale: 1.0 / divisor, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
        ImageFormat.Gif => Image.GifloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips has no loader for this format."),
    };

    /// <summary>The picture with the values that it uses stretched over all 16 bits; null where it stays as it is.</summary>
    private static Image? Scale(Image image, ReadOnlySpan<byte> file, ImageFormat format, ValueScale scale)
    {
        if (scale != ValueScale.Range || image.Format != Enums.BandFormat.Ushort)
        {
            return null;
        }

        // Decoded twice: kept between the two passes, the 16-bit values would take twice the memory of any other picture.
        using var source = Open(file, format);
        using var first = Load(source, format, divisor: 1);
        return UsedRange.Of(first).Stretch(image);
    }

    private PixelBuffer? Read(Image image, ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion)
    {
        var (width, height) = (image.Width, image.Height);
        var asSaid = Math.Abs(width - JpegScale.Side(header.Width, divisor)) <= 1 && Math.Abs(height - JpegScale.Side(header.Height, divisor)) <= 1;

        // libnsgif may take the frames' extent for the screen's size.
        if (!asSaid && (header.Format != ImageFormat.Gif || (long)width * height > maxPixels))
        {
            return null;
        }

        using var scaled = Scale(image, file, header.Format, conversion.Scale);
        var picture = image.Interpretation == Enums.Interpretation.Cmyk ? ReadCmyk(image) : ReadRgb(scaled ?? image, conversion.Paper);
        if (picture is null || header.Format != ImageFormat.Gif)
        {
            return picture;
        }

        return Canvas.Surround(asSaid ? picture : Canvas.Place(picture, header.Width, header.Height), GifHeader.FirstFrame(file), conversion.Paper);
    }

    private static PixelBuffer? ReadRgb(Image image, Ink paper)
    {
        using var rgb = image.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = rgb.Bands == 4 ? rgb.Flatten(background: [paper.Red, paper.Green, paper.Blue]) : null;
        if ((opaque ?? rgb) is not { Bands: PixelBuffer.Channels } pixels)
        {
            return null;
        }

        var picture = PixelBuffer.Rent(pixels.Width, pixels.Height);
        try
        {
            Write(pixels, picture.Pointer);
            return picture;
        }
        catch (VipsException)
        {
            picture.Dispose();
            throw;
        }
    }

    private static PixelBuffer? ReadCmyk(Image image)
    {
        if (image.Bands != 4)
        {
            return null;
        }

        var pixels = (long)image.Width * image.Height;
        var inks = PixelMemory.Shared.Rent(pixels * 4);
        try
        {
            Write(image, inks.Pointer);
            var picture = PixelBuffer.Rent(image.Width, image.Height);
            CmykPixels.ToRgb(inks.Pointer, picture.Pointer, pixels, inverted: false);
            return picture;
        }
        finally
        {
            PixelMemory.Shared.Return(inks);
        }
    }

    /// <summary>Runs the pipeline, its rows straight into our memory.</summary>
    private static void Write(Image image, byte* target)
    {
        var bytes = (ulong)image.Width * (ulong)image.Height * (ulong)image.Bands;
        using var memory = Image.NewFromMemory((nint)target, bytes, image.Width, image.Height, image.Bands, Enums.BandFormat.Uchar);
        image.Write(memory);
    }

    // A first line of NetVips, then libvips' own text. There is one such text for the process, so two bad files at once may
    // share a sentence; it is only for people.
    private static string Explain(ImageFormat format, string message)
    {
        var text = message.AsSpan();
        return NativeMessage.Explain(format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant(), text[(text.IndexOf('\n') + 1)..]);
    }

    private static string? Initialize()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return ModuleInitializer.Exception?.Message ?? "libvips did not start";
        }

        // Warnings about uploaded files belong into the answer to their request, not onto the console.
        NetVips.Log.SetLogHandler("VIPS", Enums.LogLevelFlags.LevelMask, static (_, _, _) => { });

        // Requests already run side by side, and no file is read twice.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        Array.ForEach(Loaders, static name => Operation.Block(name, false));
        return null;
    }
}
