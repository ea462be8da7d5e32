using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>JPEG, PNG, WebP, GIF, AVIF and the first page of TIFF by libvips, which streams all but AVIF: beside the picture itself it needs a few rows.</summary>
/// <param name="maxPixels">Most pixels that a file may unfold to, should it hold more than its header says.</param>
internal sealed unsafe class VipsCodec(long maxPixels) : IImageCodec
{
    /// <summary>Loaders of uploaded files, by class name: all others are blocked.</summary>
    private static readonly string[] Loaders = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif"];

    [ThreadStatic]
    private static bool _hasWarned;

    /// <summary>Builds of libvips may lack libtiff.</summary>
    private static bool HasTiff => LoadError is null && NetVips.NetVips.TypeFind("VipsOperation", "tiffload_source") != 0;

    /// <summary>Why libvips does not load on this machine, or null where it does.</summary>
    public static string? LoadError { get; } = Initialize();

    public string Name => "libvips";

    public bool CanDecode(ImageFormat format) => format switch
    {
        ImageFormat.Bmp => false,
        ImageFormat.Tiff => HasTiff,
        ImageFormat.Avif => LoadError is null && AvifDecoder.Works,
        _ => true,
    };

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
    {
        cancellationToken.ThrowIfCancellationRequested();
        pixels = null;
        if (header.Format == ImageFormat.Jpeg && !JpegHeader.HasEnd(file.Span))
        {
            // libvips stops at the last pixel; libjpeg-turbo reads on, and both shall judge alike (see JpegEnd).
            detail = Explain(header.Format, "");
            return ImageFault.Corrupt;
        }

        // libvips rounds down and libwebp to the nearest: what divides evenly is sure not to come out too small.
        var divisor = header.Format is ImageFormat.Jpeg or ImageFormat.WebP
            ? JpegScale.Divisor(header.Width & ~7, header.Height & ~7, leastWidth, leastHeight)
            : 1;
        var failOn = header.Format == ImageFormat.Jpeg ? Enums.FailOn.Warning : Enums.FailOn.Truncated;
        (pixels, detail) = Decode(file.Span, header, divisor, conversion, failOn, cancellationToken);
        return pixels is null ? ImageFault.Corrupt : ImageFault.None;
    }

    /// <summary>
    /// The file as libvips reads it: a copy, which takes less than a millisecond for ten megabytes of a PNG, against some eighty
    /// of decoding. Metadata is not in it: libraries unpack and index it whether or not it is asked for, without a bound.
    /// </summary>
    internal static Source Open(ReadOnlySpan<byte> file, ImageFormat format)
    {
        var block = PixelMemory.Shared.Rent(file.Length + MetadataFilter.Slack);
        try
        {
            var target = new Span<byte>(block.Pointer, file.Length + MetadataFilter.Slack);
            return Source.NewFromMemory(target[..MetadataFilter.CopyWithout(file, format, target)]);
        }
        finally
        {
            PixelMemory.Shared.Return(block);
        }
    }

    private (PixelBuffer? Pixels, string? Detail) Decode(
        ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion, Enums.FailOn failOn, CancellationToken cancellationToken)
    {
        string trouble;
        try
        {
            // Another file's warnings may be left in libvips' one text for errors, which an exception reads and clears.
            _ = new VipsException("");
            _hasWarned = false;
            var pixels = Run(file, header, divisor, conversion, failOn, cancellationToken);
            if (failOn != Enums.FailOn.Warning || !_hasWarned || pixels is null)
            {
                return (pixels, pixels is null ? Explain(header.Format, "") : null);
            }

            // In the last rows, which libvips does not check.
            pixels.Dispose();
            trouble = new VipsException("").Message;
        }
        catch (VipsException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            trouble = error.Message;
        }

        // Warnings of libjpeg are the only sign of lost data, and come for less than that, too.
        return failOn == Enums.FailOn.Warning && JpegWarning.IsHarmless(trouble, header)
            ? Decode(file, header, divisor, conversion, Enums.FailOn.Truncated, cancellationToken)
            : (null, Explain(header.Format, trouble));
    }

    private PixelBuffer? Run(ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion, Enums.FailOn failOn, CancellationToken cancellationToken)
    {
        if (header.Format == ImageFormat.Avif)
        {
            return AvifDecoder.Decode(file, conversion, cancellationToken);
        }

        using var source = Open(file, header.Format);
        using var image = Load(source, header.Format, divisor, failOn);
        using var end = EndOn(image, cancellationToken);
        return Read(image, file, header, divisor, conversion, cancellationToken);
    }

    private static Image Load(Source source, ImageFormat format, int divisor, Enums.FailOn failOn) => format switch
    {
        ImageFormat.Jpeg => Image.JpegloadSource(source, shrink: divisor, access: Enums.Access.Sequential, failOn: failOn),
        ImageFormat.Png => Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        ImageFormat.WebP => Image.WebploadSource(source, scale: 1.0 / divisor, access: Enums.Access.Sequential, failOn: failOn),
        ImageFormat.Gif => Image.GifloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        ImageFormat.Tiff => Image.TiffloadSource(source, access: Enums.Access.Sequential, failOn: failOn),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "libvips has no loader for this format."),
    };

    /// <summary>Lets libvips stop working on an image when it is of no more use.</summary>
    internal static CancellationTokenRegistration EndOn(Image image, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static image => ((Image)image!).SetKill(true), image);

    /// <summary>The picture with the values that it uses stretched over all 16 bits; null where it stays as it is.</summary>
    private static Image? Scale(Image image, ReadOnlySpan<byte> file, ImageFormat format, ValueScale scale, CancellationToken cancellationToken)
    {
        if (scale != ValueScale.Range || image.Format != Enums.BandFormat.Ushort)
        {
            return null;
        }

        // Decoded twice: kept between the two passes, the 16-bit values would take twice the memory of any other picture.
        using var source = Open(file, format);
        using var first = Load(source, format, divisor: 1, Enums.FailOn.Truncated);
        using var end = EndOn(first, cancellationToken);
        return ValueRange.Of(first).Stretch(image);
    }

    private PixelBuffer? Read(Image image, ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        var (width, height) = (image.Width, image.Height);
        var asSaid = Math.Abs(width - JpegScale.Side(header.Width, divisor)) <= 1 && Math.Abs(height - JpegScale.Side(header.Height, divisor)) <= 1;

        // libnsgif may take the frames' extent for the screen's size.
        if (!asSaid && (header.Format != ImageFormat.Gif || (long)width * height > maxPixels))
        {
            return null;
        }

        using var scaled = Scale(image, file, header.Format, conversion.Scale, cancellationToken);
        var picture = image.Interpretation == Enums.Interpretation.Cmyk ? ReadCmyk(image) : ReadRgb(scaled ?? image, conversion.Paper);
        if (picture is null || header.Format != ImageFormat.Gif)
        {
            return picture;
        }

        return Canvas.Surround(asSaid ? picture : Canvas.Place(picture, header.Width, header.Height), GifHeader.FirstFrame(file), conversion.Paper);
    }

    private static PixelBuffer? ReadRgb(Image image, Colour paper)
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
    internal static void Write(Image image, byte* target)
    {
        var bytes = (ulong)image.Width * (ulong)image.Height * (ulong)image.Bands;
        using var memory = Image.NewFromMemory((nint)target, bytes, image.Width, image.Height, image.Bands, Enums.BandFormat.Uchar);
        image.Write(memory);
    }

    // A first line of NetVips, then libvips' own text. There is one such text for the process, so two bad files at once may
    // share a sentence; it is only for people.
    private static string Explain(ImageFormat format, string message)
    {
        // What libheif says of a file that was written here does not help its sender.
        var text = format == ImageFormat.Avif ? "" : message.AsSpan();
        return NativeMessage.Explain(format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant(), text[(text.IndexOf('\n') + 1)..]);
    }

    private static string? Initialize()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return ModuleInitializer.Exception?.Message ?? "libvips did not start";
        }

        // Warnings about uploaded files belong into the answer to their request, not onto the console. The JPEG loader counts
        // its own when it is closed, which is on the thread that decodes.
        NetVips.Log.SetLogHandler("VIPS", Enums.LogLevelFlags.LevelMask, static (_, _, message) =>
            _hasWarned |= message?.Contains("read gave", StringComparison.Ordinal) == true);

        // Requests already run side by side, and no file is read twice.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        Array.ForEach(Loaders, static name => Operation.Block(name, false));
        return null;
    }
}
