using NetVips;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF, AVIF and the first page of TIFF with libvips, which streams all formats except AVIF and
/// needs only a few rows beside the image.
/// </summary>
/// <param name="maxPixels">The maximum number of pixels of a decoded file, for files that contain more than their header states.</param>
internal sealed unsafe class VipsCodec(long maxPixels) : IImageCodec
{
    /// <summary>The class names of the permitted loaders; all others are blocked.</summary>
    private static readonly string[] Loaders = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif"];

    [ThreadStatic]
    private static bool _hasWarned;

    /// <summary>Some builds of libvips lack libtiff.</summary>
    private static bool HasTiff => LoadError is null && NetVips.NetVips.TypeFind("VipsOperation", "tiffload_source") != 0;

    /// <summary>The reason that libvips does not load on this machine; null where it does.</summary>
    public static string? LoadError { get; } = Initialize();

    public string Name => "libvips";

    public bool CanDecode(ImageFormat format) => format switch
    {
        ImageFormat.Bmp => false,
        ImageFormat.Tiff => HasTiff,
        ImageFormat.Avif => LoadError is null && AvifDecoder.IsSupported,
        _ => true,
    };

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int minWidth, int minHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail)
    {
        cancellationToken.ThrowIfCancellationRequested();
        pixels = null;
        if (header.Format == ImageFormat.Jpeg && !JpegHeader.HasEnd(file.Span))
        {
            // libvips stops at the last pixel and libjpeg-turbo continues to the end marker; both must accept the same files
            // (see JpegEndMarker).
            detail = Explain(header.Format, "");
            return ImageFault.Corrupt;
        }

        // libvips rounds down and libwebp rounds to the nearest: only evenly divisible sides are certain not to become too
        // small.
        var divisor = header.Format is ImageFormat.Jpeg or ImageFormat.WebP
            ? JpegScale.Divisor(header.Width & ~7, header.Height & ~7, minWidth, minHeight)
            : 1;
        var failOn = header.Format == ImageFormat.Jpeg ? Enums.FailOn.Warning : Enums.FailOn.Truncated;
        (pixels, detail) = Decode(file.Span, header, divisor, conversion, failOn, cancellationToken);
        return pixels is null ? ImageFault.Corrupt : ImageFault.None;
    }

    /// <summary>
    /// Opens a file for libvips. The copy takes less than a millisecond for a PNG of ten megabytes, compared with about
    /// eighty for decoding it. It omits metadata, which libraries decompress and index unconditionally and without a limit.
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
        string warning;
        try
        {
            // libvips has one error buffer per process. Constructing an exception reads and clears warnings of other files.
            _ = new VipsException("");
            _hasWarned = false;
            var pixels = Run(file, header, divisor, conversion, failOn, cancellationToken);
            if (failOn != Enums.FailOn.Warning || !_hasWarned || pixels is null)
            {
                return (pixels, pixels is null ? Explain(header.Format, "") : null);
            }

            // The warning concerns the last rows, which libvips does not check.
            pixels.Dispose();
            warning = new VipsException("").Message;
        }
        catch (VipsException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            warning = error.Message;
        }

        // Warnings of libjpeg are the only sign of lost data, but also report lesser defects.
        return failOn == Enums.FailOn.Warning && JpegWarning.IsHarmless(warning, header)
            ? Decode(file, header, divisor, conversion, Enums.FailOn.Truncated, cancellationToken)
            : (null, Explain(header.Format, warning));
    }

    private PixelBuffer? Run(ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion, Enums.FailOn failOn, CancellationToken cancellationToken)
    {
        if (header.Format == ImageFormat.Avif)
        {
            return AvifDecoder.Decode(file, conversion, cancellationToken);
        }

        using var source = Open(file, header.Format);
        using var image = Load(source, header.Format, divisor, failOn);
        using var end = CancelWith(image, cancellationToken);
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

    /// <summary>Stops libvips' work on an image when the token is cancelled.</summary>
    internal static CancellationTokenRegistration CancelWith(Image image, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static image => ((Image)image!).SetKill(true), image);

    /// <summary>Returns the image with its value range stretched to 16 bits; null where it stays unchanged.</summary>
    private static Image? Scale(Image image, ReadOnlySpan<byte> file, ImageFormat format, ValueScale scale, CancellationToken cancellationToken)
    {
        if (scale != ValueScale.Range || image.Format != Enums.BandFormat.Ushort)
        {
            return null;
        }

        // The file is decoded twice: holding the 16-bit values between the passes would take twice the memory of any other
        // image.
        using var source = Open(file, format);
        using var first = Load(source, format, divisor: 1, Enums.FailOn.Truncated);
        using var end = CancelWith(first, cancellationToken);
        return ValueRange.Measure(first).Stretch(image);
    }

    private PixelBuffer? Read(Image image, ReadOnlySpan<byte> file, in ImageHeader header, int divisor, in PixelConversion conversion, CancellationToken cancellationToken)
    {
        var (width, height) = (image.Width, image.Height);
        var matchesHeader = Math.Abs(width - JpegScale.Side(header.Width, divisor)) <= 1 && Math.Abs(height - JpegScale.Side(header.Height, divisor)) <= 1;

        // libnsgif may report the frames' extent instead of the logical screen's size.
        if (!matchesHeader && (header.Format != ImageFormat.Gif || (long)width * height > maxPixels))
        {
            return null;
        }

        using var scaled = Scale(image, file, header.Format, conversion.Scale, cancellationToken);
        var decoded = image.Interpretation == Enums.Interpretation.Cmyk ? ReadCmyk(image) : ReadRgb(scaled ?? image, conversion.EffectiveBackground);
        if (decoded is null || header.Format != ImageFormat.Gif)
        {
            return decoded;
        }

        return Canvas.FillAround(matchesHeader ? decoded : Canvas.Expand(decoded, header.Width, header.Height), GifHeader.FirstFrame(file), conversion.EffectiveBackground);
    }

    private static PixelBuffer? ReadRgb(Image image, Colour background)
    {
        using var rgb = image.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = rgb.Bands == 4 ? rgb.Flatten(background: [background.Red, background.Green, background.Blue]) : null;
        if ((opaque ?? rgb) is not { Bands: PixelBuffer.Channels } pixels)
        {
            return null;
        }

        var decoded = PixelBuffer.Rent(pixels.Width, pixels.Height);
        try
        {
            Write(pixels, decoded.Pointer);
            return decoded;
        }
        catch (VipsException)
        {
            decoded.Dispose();
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
            var decoded = PixelBuffer.Rent(image.Width, image.Height);
            CmykPixels.ToRgb(inks.Pointer, decoded.Pointer, pixels, inverted: false);
            return decoded;
        }
        finally
        {
            PixelMemory.Shared.Return(inks);
        }
    }

    /// <summary>Runs the pipeline and writes its rows directly into the target.</summary>
    internal static void Write(Image image, byte* target)
    {
        var bytes = (ulong)image.Width * (ulong)image.Height * (ulong)image.Bands;
        using var memory = Image.NewFromMemory((nint)target, bytes, image.Width, image.Height, image.Bands, Enums.BandFormat.Uchar);
        image.Write(memory);
    }

    // NetVips adds the first line; the rest is libvips' own text. libvips has one text per process, so two concurrently
    // decoded damaged files may exchange their texts, which are informational only.
    private static string Explain(ImageFormat format, string message)
    {
        // libheif's message concerns the file that AvifFrameFile wrote and does not help the sender.
        var text = format == ImageFormat.Avif ? "" : message.AsSpan();
        return NativeMessage.Explain(format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant(), text[(text.IndexOf('\n') + 1)..]);
    }

    private static string? Initialize()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return ModuleInitializer.Exception?.Message ?? "libvips did not start";
        }

        // Warnings about uploaded files belong in the response, not on the console. The JPEG loader reports the number of its
        // warnings when it closes, on the decoding thread.
        NetVips.Log.SetLogHandler("VIPS", Enums.LogLevelFlags.LevelMask, static (_, _, message) =>
            _hasWarned |= message?.Contains("read gave", StringComparison.Ordinal) == true);

        // Requests already run in parallel, and no file is read twice.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        Array.ForEach(Loaders, static name => Operation.Block(name, false));
        return null;
    }
}
