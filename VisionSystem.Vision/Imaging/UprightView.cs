namespace VisionSystem.Vision.Imaging;

/// <summary>
/// A picture as a person sees it: stored pixels read through their EXIF orientation, so that nothing is turned in memory.
/// The pixel (x, y) of the upright picture lies at <c>Origin + x · XStride + y · YStride</c>.
/// </summary>
internal readonly unsafe struct UprightView
{
    private readonly byte _orientation;

    /// <param name="pixels">The picture in stored orientation; has to outlive the view.</param>
    /// <param name="orientation">EXIF orientation 1..8 (EXIF 2.32, tag 0x0112); anything else reads as 1.</param>
    public UprightView(PixelBuffer pixels, byte orientation)
    {
        Pixels = pixels;
        _orientation = orientation;
        Transposed = orientation is >= 5 and <= 8;

        // 2, 3, 7, 8: the stored x runs against the upright axis that it belongs to; 3, 4, 6, 7: so does the stored y.
        MirroredX = orientation is 2 or 3 or 7 or 8;
        MirroredY = orientation is 3 or 4 or 6 or 7;
        nint alongX = MirroredX ? -PixelBuffer.Channels : PixelBuffer.Channels;
        nint alongY = MirroredY ? -pixels.Stride : pixels.Stride;
        (XStride, YStride) = Transposed ? (alongY, alongX) : (alongX, alongY);
        Origin = pixels.Pointer
            + (MirroredX ? (long)(pixels.Width - 1) * PixelBuffer.Channels : 0)
            + (MirroredY ? (long)(pixels.Height - 1) * pixels.Stride : 0);
    }

    public PixelBuffer Pixels { get; }

    /// <summary>Whether upright rows are stored columns.</summary>
    public bool Transposed { get; }

    /// <summary>Whether stored columns run from the upright picture's right (its bottom if transposed).</summary>
    public bool MirroredX { get; }

    /// <summary>Whether stored rows run from the upright picture's bottom (its right if transposed).</summary>
    public bool MirroredY { get; }

    /// <summary>The upright picture's top left pixel.</summary>
    public byte* Origin { get; }

    /// <summary>Bytes from one upright pixel to the next on its right.</summary>
    public nint XStride { get; }

    /// <summary>Bytes from one upright pixel to the one below.</summary>
    public nint YStride { get; }

    public int Width => Transposed ? Pixels.Height : Pixels.Width;

    public int Height => Transposed ? Pixels.Width : Pixels.Height;

    /// <summary>Other pixels in the same orientation.</summary>
    public UprightView Over(PixelBuffer pixels) => new(pixels, _orientation);

    /// <summary>A turned copy, for drawing; the way to the model never makes one.</summary>
    public PixelBuffer Upright()
    {
        var copy = PixelBuffer.Rent(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var from = Origin + (y * YStride);
            var to = copy.Pointer + ((long)y * copy.Stride);
            for (var x = 0; x < Width; x++, from += XStride, to += PixelBuffer.Channels)
            {
                to[0] = from[0];
                to[1] = from[1];
                to[2] = from[2];
            }
        }

        return copy;
    }
}
