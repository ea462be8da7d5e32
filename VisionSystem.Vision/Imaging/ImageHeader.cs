namespace VisionSystem.Vision.Imaging;

/// <summary>What a file's header says, read before anything is decoded.</summary>
/// <param name="Format">By signature, never by file name.</param>
/// <param name="Width">Stored pixels across, before orientation.</param>
/// <param name="Height">Stored pixels down, before orientation.</param>
/// <param name="Orientation">EXIF orientation 1..8; 1 where absent or invalid (EXIF 2.32, tag 0x0112). An AVIF's own turns, counted so.</param>
/// <param name="ColorMode"><c>rgb</c>, <c>rgba</c>, <c>gray</c>, <c>cmyk</c> or <c>palette</c>.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height, byte Orientation, string ColorMode)
{
    /// <summary>Whether a JPEG lacks its end marker, although its pixels may all be there.</summary>
    public bool Truncated { get; init; }

    /// <summary>Pixels that have to be decoded, where that is more than are stored for people to see: a part is shown of them.</summary>
    public long CodedPixels { get; init; }

    /// <summary>Stored pixels.</summary>
    public long Pixels => Math.Max((long)Width * Height, CodedPixels);

    /// <summary>Whether upright means turned by a quarter: width and height change places.</summary>
    public bool Transposed => Orientation >= 5;

    public int UprightWidth => Transposed ? Height : Width;

    public int UprightHeight => Transposed ? Width : Height;
}
