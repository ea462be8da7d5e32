using System.Buffers;
using System.Runtime.InteropServices;
using VisionSystem.Vision.Imaging.Codecs;
using VisionSystem.Vision.Imaging.Drawing;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Decodes image files: checks the header and the pixel limit, then calls the preferred codec for the format. One instance
/// serves the process.
/// </summary>
internal sealed class ImageCodecs
{
    private readonly IImageCodec?[] _byFormat;
    private readonly IJpegEncoder _encoder;
    private readonly ImagingOptions _options;

    /// <exception cref="InvalidOperationException">No codec on this machine decodes one of the required formats.</exception>
    public ImageCodecs(ImagingOptions options, ILogger<ImageCodecs> logger)
        : this(options, Discover(options), logger)
    {
    }

    /// <summary>Creates an instance with the caller's codecs, in order of preference.</summary>
    internal ImageCodecs(ImagingOptions options, IReadOnlyList<IImageCodec> codecs, ILogger logger)
    {
        _options = options;
        var formats = Enum.GetValues<ImageFormat>();
        var undecodable = formats.Where(format => format is not (ImageFormat.Tiff or ImageFormat.Avif) && !codecs.Any(codec => codec.CanDecode(format))).ToArray();
        if (undecodable.Length > 0)
        {
            throw new InvalidOperationException(
                $"No codec on this machine decodes {string.Join(", ", undecodable)}. {string.Join(' ', DescribeMissing(options.Codec))}".TrimEnd());
        }

        _byFormat = [.. formats.Select(format => codecs.FirstOrDefault(codec => codec.CanDecode(format)))];
        _encoder = codecs.OfType<IJpegEncoder>().FirstOrDefault() ?? new ImageSharpEncoder();
        if (options.Codec != CodecChoice.Portable && TurboJpegLibrary.LoadError is { } reason)
        {
            Log.TurboJpegMissing(logger, reason, TurboJpegLibrary.Remedy);
        }

        foreach (var (format, codec) in Describe())
        {
            Log.CodecInUse(logger, format, codec);
        }
    }

    /// <summary>Returns codec names by format as <c>/health</c> reports them: <c>jpeg</c> → <c>libjpeg-turbo</c>, …</summary>
    public IReadOnlyDictionary<string, string> Describe() =>
        Enum.GetValues<ImageFormat>().Where(format => _byFormat[(int)format] is not null).ToDictionary(WireName, format => _byFormat[(int)format]!.Name);

    /// <summary>Reads a file's header and checks it against the pixel limit, without decoding.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="header">The header; default on every fault except <see cref="ImageFault.TooManyPixels"/>.</param>
    /// <param name="detail">One sentence for the user on a fault, otherwise null.</param>
    public ImageFault ReadHeader(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        var fault = ImageHeaderReader.TryRead(file, out header, out detail);
        if (fault == ImageFault.None && _byFormat[(int)header.Format] is null)
        {
            detail = $"No codec on this machine decodes {WireName(header.Format).ToUpperInvariant()}; send JPEG, PNG, WebP, GIF or BMP.";
            return ImageFault.NotAnImage;
        }

        if (fault is ImageFault.None or ImageFault.Unsupported && header.Pixels > _options.MaxPixels)
        {
            var product = header.Pixels > (long)header.Width * header.Height ? "" : $"{header.Width} × {header.Height} = ";
            detail = $"The image has {product}{header.Pixels} pixels; at most {_options.MaxPixels} are accepted (CV_MAX_PIXELS).";
            return ImageFault.TooManyPixels;
        }

        return fault;
    }

    /// <summary>Decodes a file that <see cref="ReadHeader"/> accepted to 8-bit RGB in stored orientation.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="header">The header from <see cref="ReadHeader"/>.</param>
    /// <param name="minUprightWidth">The minimum upright width in pixels; 0 decodes at full size.</param>
    /// <param name="minUprightHeight">The minimum upright height in pixels; 0 decodes at full size.</param>
    /// <param name="conversion">The conversion of transparency and of 16-bit values.</param>
    /// <param name="cancellationToken">Cancels the decode where the codec supports it.</param>
    /// <param name="pixels">The image, owned by the caller; null on a fault. Smaller than the header's size after a scaled decode.</param>
    /// <param name="detail">One sentence for the user on a fault, otherwise null.</param>
    /// <exception cref="OperationCanceledException">The decode was cancelled.</exception>
    public ImageFault Decode(
        ReadOnlyMemory<byte> file,
        in ImageHeader header,
        int minUprightWidth,
        int minUprightHeight,
        in PixelConversion conversion,
        CancellationToken cancellationToken,
        out PixelBuffer? pixels,
        out string? detail)
    {
        var (minWidth, minHeight) = !_options.ScaledDecode ? (0, 0)
            : header.Transposed ? (minUprightHeight, minUprightWidth)
            : (minUprightWidth, minUprightHeight);
        var codec = _byFormat[(int)header.Format]!;
        return header.Format == ImageFormat.Jpeg
            ? DecodeJpeg(codec, file, header, minWidth, minHeight, conversion, cancellationToken, out pixels, out detail)
            : codec.Decode(file, header, minWidth, minHeight, conversion, cancellationToken, out pixels, out detail);
    }

    /// <summary>Decodes with the default conversion (white background, high byte of 16-bit values) and without cancellation.</summary>
    public ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int minUprightWidth, int minUprightHeight, out PixelBuffer? pixels, out string? detail) =>
        Decode(file, header, minUprightWidth, minUprightHeight, default, CancellationToken.None, out pixels, out detail);

    /// <summary>Encodes an upright image as JPEG.</summary>
    /// <param name="pixels">The image.</param>
    /// <param name="output">The destination of the file's bytes.</param>
    /// <param name="quality">The JPEG quality, 1..100.</param>
    public void EncodeJpeg(PixelBuffer pixels, IBufferWriter<byte> output, int quality = 90) => _encoder.Encode(pixels, quality, output);

    /// <summary>Returns the permitted codecs that work on this machine, in order of preference.</summary>
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

    /// <summary>Checks common to every JPEG codec: the scan limit, and a missing end marker after complete scans.</summary>
    private static ImageFault DecodeJpeg(
        IImageCodec codec,
        ReadOnlyMemory<byte> file,
        in ImageHeader header,
        int minWidth,
        int minHeight,
        in PixelConversion conversion,
        CancellationToken cancellationToken,
        out PixelBuffer? pixels,
        out string? detail)
    {
        pixels = null;
        if (JpegScans.Count(file.Span) > JpegScans.MaxScans)
        {
            detail = $"The JPEG has more than {JpegScans.MaxScans} scans; save it again as a baseline JPEG.";
            return ImageFault.Corrupt;
        }

        if (!header.Truncated)
        {
            return codec.Decode(file, header, minWidth, minHeight, conversion, cancellationToken, out pixels, out detail);
        }

        if (!JpegEndMarker.IsOnlyDefect(file.Span))
        {
            detail = "The JPEG is damaged or ends early.";
            return ImageFault.Corrupt;
        }

        var completed = ArrayPool<byte>.Shared.Rent(file.Length + JpegEndMarker.Length);
        try
        {
            var length = JpegEndMarker.Append(file.Span, completed);
            return codec.Decode(completed.AsMemory(0, length), header, minWidth, minHeight, conversion, cancellationToken, out pixels, out detail);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(completed);
        }
    }

    /// <summary>
    /// Describes the libraries missing on this machine for a codec choice and how to install them: one or two sentences per
    /// library.
    /// </summary>
    internal static IEnumerable<string> DescribeMissing(CodecChoice choice) => DescribeMissing(
        choice,
        Environment.GetEnvironmentVariable(TurboJpegLibrary.Variable) is { Length: > 0 },
        choice == CodecChoice.Portable ? null : TurboJpegLibrary.LoadError,
        VipsCodec.LoadError);

    /// <inheritdoc cref="DescribeMissing(CodecChoice)"/>
    /// <param name="choice">The codecs that may be used.</param>
    /// <param name="turboJpegNamed">Whether the operator configured libjpeg-turbo's path.</param>
    /// <param name="turboJpegError">The reason that libjpeg-turbo did not load, or null.</param>
    /// <param name="vipsError">The reason that libvips did not load, or null.</param>
    internal static IEnumerable<string> DescribeMissing(CodecChoice choice, bool turboJpegNamed, string? turboJpegError, string? vipsError)
    {
        if (turboJpegError is not null && choice == CodecChoice.Native)
        {
            yield return $"CV_IMAGE_CODEC is native, but {turboJpegError}. {TurboJpegLibrary.Remedy}.";
        }
        else if (turboJpegError is not null && choice == CodecChoice.Auto && turboJpegNamed)
        {
            yield return $"{turboJpegError}. Set it to libjpeg-turbo's file, or unset {TurboJpegLibrary.Variable}.";
        }

        if (vipsError is not null)
        {
            yield return $"libvips does not load ({vipsError}). Build or publish for this machine's runtime identifier (dotnet publish -r {RuntimeInformation.RuntimeIdentifier}), which includes it.";
        }
    }

    /// <summary>The format's name on the wire: <c>jpeg</c>, <c>png</c>, <c>webp</c>, <c>gif</c>, <c>bmp</c>, <c>tiff</c>, <c>avif</c>.</summary>
    internal static string WireName(ImageFormat format) => format.ToString().ToLowerInvariant();
}
