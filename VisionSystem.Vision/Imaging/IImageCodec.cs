using System.Buffers;

namespace VisionSystem.Vision.Imaging;

/// <summary>Decodes image files to pixels. Thread-safe; one instance serves the process.</summary>
internal interface IImageCodec
{
    /// <summary>The codec's name in logs, metrics and <c>/health</c>: <c>libjpeg-turbo</c>, <c>libvips</c> or <c>managed</c>.</summary>
    string Name { get; }

    bool CanDecode(ImageFormat format);

    /// <summary>
    /// Decodes the first frame to 8-bit RGB in stored orientation. CMYK, grey, palette and 16-bit values are converted;
    /// transparent pixels are blended over a background. A JPEG may be decoded at 1/2, 1/4 or 1/8 while both sides stay at or
    /// above the minimum.
    /// </summary>
    /// <param name="file">The complete file.</param>
    /// <param name="header">The header that <see cref="ImageHeaderReader"/> read from the file.</param>
    /// <param name="minWidth">The minimum stored width in pixels; 0 decodes at full size.</param>
    /// <param name="minHeight">The minimum stored height in pixels; 0 decodes at full size.</param>
    /// <param name="conversion">The conversion of transparency and of 16-bit values.</param>
    /// <param name="cancellationToken">Cancels the decode where the codec supports it.</param>
    /// <param name="pixels">The image, owned by the caller; null on a fault.</param>
    /// <param name="detail">One sentence for the user on a fault, otherwise null.</param>
    /// <exception cref="OperationCanceledException">The decode was cancelled.</exception>
    ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int minWidth, int minHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail);
}

/// <summary>Encodes images as JPEG. Thread-safe; one instance serves the process.</summary>
internal interface IJpegEncoder
{
    /// <param name="pixels">An upright image.</param>
    /// <param name="quality">The JPEG quality, 1..100; 90 is visually lossless.</param>
    /// <param name="output">The destination of the file's bytes.</param>
    /// <exception cref="InvalidOperationException">The codec failed; the message is the codec's own.</exception>
    void Encode(PixelBuffer pixels, int quality, IBufferWriter<byte> output);
}

/// <summary>The conversion of other pixels to opaque 8-bit RGB. The default value blends over white and keeps the high bytes.</summary>
/// <param name="Background">The colour behind transparent pixels; null for white.</param>
/// <param name="Scale">The conversion of 16-bit values to 8 bits.</param>
internal readonly record struct PixelConversion(Colour? Background, ValueScale Scale)
{
    /// <summary>The colour behind transparent pixels, with the default applied.</summary>
    public Colour EffectiveBackground => Background ?? Colour.White;
}

/// <summary>The conversion of 16-bit values to 8 bits; 8-bit values are unchanged.</summary>
internal enum ValueScale
{
    /// <summary>By bit depth: keeps the high byte.</summary>
    Depth,

    /// <summary>By value range: maps the image's smallest value to 0 and its largest to 255, equally in all colours.</summary>
    Range,
}
