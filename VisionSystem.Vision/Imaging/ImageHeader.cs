namespace VisionSystem.Vision.Imaging;

/// <summary>The properties of an image file, read from its header before anything is decoded.</summary>
/// <param name="Format">The format, detected by signature, never by file name.</param>
/// <param name="Width">The stored width in pixels, before orientation.</param>
/// <param name="Height">The stored height in pixels, before orientation.</param>
/// <param name="Orientation">
/// The EXIF orientation, 1..8; 1 where absent or invalid (EXIF 2.32, tag 0x0112). An AVIF's own rotation and mirroring are
/// mapped to the same values.
/// </param>
/// <param name="ColorMode">The colour mode: <c>rgb</c>, <c>rgba</c>, <c>gray</c>, <c>cmyk</c> or <c>palette</c>.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height, byte Orientation, string ColorMode)
{
    /// <summary>True if a JPEG lacks its end marker; its pixels may nevertheless be complete.</summary>
    public bool Truncated { get; init; }

    /// <summary>
    /// The number of pixels to decode where it exceeds the number of visible pixels: an AVIF may crop its coded frames.
    /// Otherwise 0.
    /// </summary>
    public long CodedPixels { get; init; }

    /// <summary>The number of stored pixels, or <see cref="CodedPixels"/> where that is larger.</summary>
    public long Pixels => Math.Max((long)Width * Height, CodedPixels);

    /// <summary>True if the upright image is rotated by 90° or 270°: width and height are exchanged.</summary>
    public bool Transposed => Orientation >= 5;

    /// <summary>The width in pixels after orientation.</summary>
    public int UprightWidth => Transposed ? Height : Width;

    /// <summary>The height in pixels after orientation.</summary>
    public int UprightHeight => Transposed ? Width : Height;
}

/// <summary>The accepted image formats; their lower-case names are the names on the wire.</summary>
public enum ImageFormat
{
    /// <summary>JPEG, baseline or progressive, 8 bits.</summary>
    Jpeg,

    /// <summary>PNG, 1 to 16 bits; of an animation, the first frame.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; of an animation, the first frame.</summary>
    WebP,

    /// <summary>GIF, first frame.</summary>
    Gif,

    /// <summary>BMP, 1 to 32 bits.</summary>
    Bmp,

    /// <summary>TIFF, first page, 1 to 16 bits.</summary>
    Tiff,

    /// <summary>AVIF, still image, 8 to 12 bits.</summary>
    Avif,
}
