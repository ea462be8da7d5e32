using System.Buffers;
using NetVips;

namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>JPEG, PNG, WebP and GIF by libvips, which streams: beside the picture itself it needs a few rows.</summary>
/// <param name="maxPixels">Most pixels that a file may unfold to, should it hold more than its header says.</param>
internal sealed unsafe class VipsCodec(long maxPixels) : IImageCodec, IJpegEncoder
{
    /// <summary>Loaders of uploaded files, by class name: all others are blocked.</summary>
    private static readonly string[] Loaders = ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"];

    /// <summary>Why libvips does not load on this machine, or null where it does.</summary>
    public static string? LoadError { get; } = Initialize();

    public string Name => "libvips";

    public bool CanDecode(ImageFormat format) => format is not ImageFormat.Bmp;

    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, out PixelBuffer? pixels, out string? detail)
    {
        // libvips rounds down and libwebp to the nearest: what divides evenly is sure not to come out too small.
        var divisor = header.Format is ImageFormat.Jpeg or ImageFormat.WebP
            ? JpegScale.Divisor(header.Width & ~7, header.Height & ~7, leastWidth, leastHeight)
            : 1;
        try
        {
            using var source = Source.NewFromMemory(file.Span);
            using var image = Load(source, header.Format, divisor);
            pixels = Read(image, header, divisor);
            detail = pixels is null ? Explain(header.Format, "") : null;
        }
        catch (VipsException error)
        {
            pixels = null;
            detail = Explain(header.Format, error.Message);
        }

        return pixels is null ? ImageFault.Corrupt : ImageFault.None;
    }

    /// <exception cref="InvalidOperationException">libvips failed, with its message.</exception>
    public void Encode(PixelBuffer picture, int quality, IBufferWriter<byte> output)
    {
        try
        {
            using var image = Wrap(picture.Pointer, picture.Width, picture.Height, PixelBuffer.Channels);
            output.Write(image.JpegsaveBuffer(quality));
        }
        catch (VipsException error)
        {
            throw new InvalidOperationException($"libvips could not write a JPEG: {error.Message}", error);
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

    private PixelBuffer? Read(Image image, in ImageHeader header, int divisor)
    {
        var (width, height) = (image.Width, image.Height);
        var asSaid = Math.Abs(width - JpegScale.Side(header.Width, divisor)) <= 1 && Math.Abs(height - JpegScale.Side(header.Height, divisor)) <= 1;

        // libnsgif may take the frames' extent for the screen's size.
        if (!asSaid && (header.Format != ImageFormat.Gif || (long)width * height > maxPixels))
        {
            return null;
        }

        var picture = image.Interpretation == Enums.Interpretation.Cmyk ? ReadCmyk(image) : ReadRgb(image);
        return picture is null || asSaid ? picture : Canvas.Place(picture, header.Width, header.Height);
    }

    private static PixelBuffer? ReadRgb(Image image)
    {
        using var rgb = image.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = rgb.Bands == 4 ? rgb.Flatten() : null;
        return (opaque ?? rgb) is { Bands: PixelBuffer.Channels } pixels ? Write(pixels) : null;
    }

    private static PixelBuffer Write(Image rgb)
    {
        var picture = PixelBuffer.Rent(rgb.Width, rgb.Height);
        try
        {
            Write(rgb, picture.Pointer);
            return picture;
        }
        catch
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
        using var memory = Wrap(target, image.Width, image.Height, image.Bands);
        image.Write(memory);
    }

    private static Image Wrap(byte* pixels, int width, int height, int bands) =>
        Image.NewFromMemory((nint)pixels, (ulong)((long)width * height * bands), width, height, bands, Enums.BandFormat.Uchar);

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
