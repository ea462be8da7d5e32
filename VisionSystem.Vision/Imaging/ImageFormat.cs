namespace VisionSystem.Vision.Imaging;

/// <summary>The formats that are accepted; the lower-case names are those of the wire.</summary>
public enum ImageFormat
{
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
    Tiff,
    Avif,
}
