namespace VisionSystem.Vision.Imaging;

/// <summary>Turns a file's bytes into pixels. Thread-safe; one instance serves the process.</summary>
internal interface IImageCodec
{
    /// <summary>For logs, metrics and <c>/health</c>: <c>libjpeg-turbo</c>, <c>libvips</c> or <c>managed</c>.</summary>
    string Name { get; }

    bool CanDecode(ImageFormat format);

    /// <summary>
    /// Decodes the first frame to 8-bit RGB, in stored orientation. CMYK, grey, palette and 16-bit are converted; alpha is
    /// laid over a background. A JPEG may be decoded at 1/2, 1/4 or 1/8 as long as both sides stay at least the least size.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">What <see cref="ImageHeaderReader"/> read from it.</param>
    /// <param name="leastWidth">Least stored width still of use, in pixels; 0 asks for full size.</param>
    /// <param name="leastHeight">Least stored height still of use, in pixels; 0 asks for full size.</param>
    /// <param name="conversion">What becomes of transparency and of 16 bits.</param>
    /// <param name="cancellationToken">Ends a decode that is of no more use, where the codec can be ended.</param>
    /// <param name="pixels">The picture, owned by the caller, or null on a fault.</param>
    /// <param name="detail">One sentence for people on a fault.</param>
    /// <exception cref="OperationCanceledException">The decode was ended.</exception>
    ImageFault Decode(ReadOnlyMemory<byte> file, in ImageHeader header, int leastWidth, int leastHeight, in PixelConversion conversion, CancellationToken cancellationToken, out PixelBuffer? pixels, out string? detail);
}
