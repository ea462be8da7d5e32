namespace VisionSystem.Vision.Imaging;

/// <summary>
/// A view of stored pixels through their EXIF orientation, without rotating them in memory. The pixel (x, y) of the upright
/// image lies at <c>Origin + x · XStride + y · YStride</c>.
/// </summary>
internal readonly unsafe struct UprightView
{
    private readonly byte _orientation;

    /// <param name="pixels">The image in stored orientation; must outlive the view.</param>
    /// <param name="orientation">The EXIF orientation, 1..8 (EXIF 2.32, tag 0x0112); any other value means 1.</param>
    public UprightView(PixelBuffer pixels, byte orientation)
    {
        Pixels = pixels;
        _orientation = orientation;
        Transposed = orientation is >= 5 and <= 8;

        // In 2, 3, 7 and 8 the stored x runs against its upright axis; in 3, 4, 6 and 7 the stored y does.
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

    /// <summary>True if upright rows are stored columns.</summary>
    public bool Transposed { get; }

    /// <summary>True if stored columns run from the right of the upright image (from its bottom if transposed).</summary>
    public bool MirroredX { get; }

    /// <summary>True if stored rows run from the bottom of the upright image (from its right if transposed).</summary>
    public bool MirroredY { get; }

    /// <summary>The address of the upright image's top left pixel.</summary>
    public byte* Origin { get; }

    /// <summary>Bytes from one upright pixel to its right neighbour.</summary>
    public nint XStride { get; }

    /// <summary>Bytes from one upright pixel to the pixel below it.</summary>
    public nint YStride { get; }

    public int Width => Transposed ? Pixels.Height : Pixels.Width;

    public int Height => Transposed ? Pixels.Width : Pixels.Height;

    /// <summary>Returns a view of other pixels in the same orientation.</summary>
    public UprightView WithPixels(PixelBuffer pixels) => new(pixels, _orientation);

    /// <summary>Returns an upright copy, for drawing. The inference path never copies.</summary>
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
