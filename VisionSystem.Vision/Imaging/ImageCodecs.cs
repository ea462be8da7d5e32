using System.Buffers;
using System.Runtime.InteropServices;
using VisionSystem.Vision.Imaging.Codecs;
using VisionSystem.Vision.Imaging.Drawing;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// The way from a file to pixels: checks the header and the pixel limit, then asks the best codec that is there. One
/// instance serves the process.
/// </summary>
internal sealed class ImageCodecs
{
    private readonly IImageCodec?[] _byFormat;
    private readonly IJpegEncoder _encoder;
    private readonly ImagingOptions _options;

    /// <exception cref="InvalidOperationException">A format has no codec on this machine.</exception>
    public ImageCodecs(ImagingOptions options, ILogger<ImageCodecs> logger)
        : this(options, Discover(options), logger)
    {
    }

    /// <summary>With codecs chosen by the caller, best first.</summary>
    internal ImageCodecs(ImagingOptions options, IReadOnlyList<IImageCodec> codecs, ILogger logger)
    {
        _options = options;
        var formats = Enum.GetValues<ImageFormat>();
        var orphans = formats.Where(format => format is not (ImageFormat.Tiff or ImageFormat.Avif) && !codecs.Any(codec => codec.CanDecode(format))).ToArray();
        if (orphans.Length > 0)
        {
            throw new InvalidOperationException(
                $"No codec works here for {string.Join(", ", orphans)}. {string.Join(' ', Missing(options.Codec))}".TrimEnd());
        }

        _byFormat = [.. formats.Select(format => codecs.FirstOrDefault(codec => codec.CanDecode(format)))];
        _encoder = codecs.OfType<IJpegEncoder>().FirstOrDefault() ?? new ImageSharpEncoder();
        if (options.Codec != CodecChoice.Portable && TurboJpegLibrary.LoadError is { } reason)
        {
            Log.TurboJpegAbsent(logger, reason, TurboJpegLibrary.Remedy);
        }

        foreach (var (format, codec) in Describe())
        {
            Log.CodecInUse(logger, format, codec);
        }
    }

    /// <summary>Codec names by format, as <c>/health</c> shows them: <c>jpeg</c> → <c>libjpeg-turbo</c>, …</summary>
    public IReadOnlyDictionary<string, string> Describe() =>
        Enum.GetValues<ImageFormat>().Where(format => _byFormat[(int)format] is not null).ToDictionary(WireName, format => _byFormat[(int)format]!.Name);

    /// <summary>Reads a file's header and holds it against the pixel limit; nothing is decoded.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">The facts; default on a fault but <see cref="ImageFault.TooManyPixels"/>.</param>
    /// <param name="detail">One sentence for people on a fault, else null.</param>
    public ImageFault ReadHeader(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        var fault = ImageHeaderReader.TryRead(file, out header, out detail);
        if (fault == ImageFault.None && _byFormat[(int)header.Format] is null)
        {
            detail = $"No codec of this machine reads {WireName(header.Format).ToUpperInvariant()}; send JPEG, PNG, WebP, GIF or BMP.";
            return ImageFault.NotAnImage;
        }

        if (fault is ImageFault.None or ImageFault.Unsupported && header.Pixels > _options.MaxPixels)
        {
            var product = header.Pixels > (long)header.Width * header.Height ? "" : $"{header.Width} × {header.Height} = ";
            detail = $"The image has {product}{header.Pixels} pixels; at most {_options.MaxPixels} are accepted.";
            return ImageFault.TooManyPixels;
        }

        return fault;
    }

    /// <summary>Decodes what <see cref="ReadHeader"/> accepted to 8-bit RGB in stored orientation.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">From <see cref="ReadHeader"/>.</param>
    /// <param name="leastUprightWidth">Least width still of use as a person sees the picture, in pixels; 0 asks for full size.</param>
    /// <param name="leastUprightHeight">Least height still of use; 0 asks for full size.</param>
    /// <param name="conversion">What becomes of transparency and of 16 bits.</param>
    /// <param name="cancellationToken">Ends a decode that is of no more use, where the codec can be ended.</param>
    /// <param name="pixels">The picture, owned by the caller; null on a fault. Smaller than the header says where scaled.</param>
    /// <param name="detail">One sentence for people on a fault, else null.</param>
    /// <exception cref="OperationCanceledException">The decode was ended.</exception>
    public ImageFault Decode(
        ReadOnlyMemory<byte> file,
        in ImageHeader header,
        int leastUprightWidth,
        int leastUprightHeight,
        in PixelConversion conversion,
        CancellationToken cancellationToken,
        out PixelBuffer? pixels,
        out string? detail)
    {
        var (leastWidth, leastHeight) = !_options.ScaledDecode ? (0, 0)
            : header.Transposed ? (leastUprightHeight, leastUprightWidth)
            : (leastUprightWidth, leastUprightHeight);
        var codec = _byFormat[(int)header.Format]!;
        return header.Format == ImageFormat.Jpeg
            ? DecodeJpeg(codec, file, header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail)
            : codec.Decode(file, header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail);
    }

    /// <summary>Decodes to the end with the usual conversion: over white, 16 bits by their high byte.</summary>
    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastUprightWidth, int leastUprightHeight, out PixelBuffer? pixels, out string? detail) =>
        Decode(file, header, leastUprightWidth, leastUprightHeight, default, CancellationToken.None, out pixels, out detail);

    /// <summary>Writes an upright picture as JPEG.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="output">Where the file's bytes go.</param>
    /// <param name="quality">1..100.</param>
    public void EncodeJpeg(PixelBuffer picture, IBufferWriter<byte> output, int quality = 90) => _encoder.Encode(picture, quality, output);

    /// <summary>Every codec that works on this machine and may be used, best first.</summary>
    internal static List<IImageCodec> Discover(ImagingOptions options)
    {
        List<IImageCodec> codecs = [];
        if (options.Codec != CodecChoice.Portable && TurboJpegLibrary.Instance is { } turbo)
        {
            codecs.Add(new TurboJpegCodec(turbo));
        }

        if (VipsCodec.LoadError is null)
        {
            codecs.Add(new VipsCodec(options.MaxPixels));
        }

        codecs.Add(new BmpCodec());
        return codecs;
    }

    /// <summary>What all codecs for JPEG leave to their caller: a bound on scans, and a file that lacks nothing but its end marker.</summary>
    private static ImageFault DecodeJpeg(
        IImageCodec codec,
        ReadOnlyMemory<byte> file,
        in ImageHeader header,
        int leastWidth,
        int leastHeight,
        in PixelConversion conversion,
        CancellationToken cancellationToken,
        out PixelBuffer? pixels,
        out string? detail)
    {
        pixels = null;
        if (JpegScans.Count(file.Span) > JpegScans.Most)
        {
            detail = $"The JPEG has more than {JpegScans.Most} scans.";
            return ImageFault.Corrupt;
        }

        if (!header.Truncated)
        {
            return codec.Decode(file, header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail);
        }

        if (!JpegEnd.IsAllThatLacks(file.Span))
        {
            detail = "The JPEG is damaged or ends early.";
            return ImageFault.Corrupt;
        }

        var whole = ArrayPool<byte>.Shared.Rent(file.Length + JpegEnd.Length);
        try
        {
            var length = JpegEnd.Append(file.Span, whole);
            return codec.Decode(whole.AsMemory(0, length), header, leastWidth, leastHeight, conversion, cancellationToken, out pixels, out detail);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>What this machine lacks for a choice of codecs, with what to do: one sentence or two for each library.</summary>
    internal static IEnumerable<string> Missing(CodecChoice choice) => Missing(
        choice,
        Environment.GetEnvironmentVariable(TurboJpegLibrary.Variable) is { Length: > 0 },
        choice == CodecChoice.Portable ? null : TurboJpegLibrary.LoadError,
        VipsCodec.LoadError);

    /// <inheritdoc cref="Missing(CodecChoice)"/>
    /// <param name="choice">Which codecs may be used.</param>
    /// <param name="turboJpegNamed">Whether the operator named libjpeg-turbo's file.</param>
    /// <param name="turboJpegError">Why libjpeg-turbo did not load, or null.</param>
    /// <param name="vipsError">Why libvips did not load, or null.</param>
    internal static IEnumerable<string> Missing(CodecChoice choice, bool turboJpegNamed, string? turboJpegError, string? vipsError)
    {
        if (turboJpegError is not null && choice == CodecChoice.Native)
        {
            yield return $"CV_IMAGE_CODEC is native, but {turboJpegError}. {TurboJpegLibrary.Remedy}.";
        }
        else if (turboJpegError is not null && choice == CodecChoice.Auto && turboJpegNamed)
        {
            yield return $"{turboJpegError}. Name libjpeg-turbo's file there, or unset {TurboJpegLibrary.Variable}.";
        }

        if (vipsError is not null)
        {
            yield return $"libvips does not load ({vipsError}). Build or publish for this machine's runtime identifier (dotnet publish -r {RuntimeInformation.RuntimeIdentifier}), which brings it along.";
        }
    }

    /// <summary>The name of a format on the wire: <c>jpeg</c>, <c>png</c>, <c>webp</c>, <c>gif</c>, <c>bmp</c>, <c>tiff</c>, <c>avif</c>.</summary>
    internal static string WireName(ImageFormat format) => format.ToString().ToLowerInvariant();
}
