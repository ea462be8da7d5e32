namespace VisionSystem.Contracts;

/// <summary>The image a prediction was made on.</summary>
/// <param name="Width">Pixels across, EXIF orientation applied.</param>
/// <param name="Height">Pixels down, EXIF orientation applied.</param>
/// <param name="Sha256">SHA-256 of the bytes as sent, 64 lower-case hex digits; the key under which they are kept.</param>
/// <param name="Format"><c>jpeg</c>, <c>png</c>, <c>webp</c>, <c>gif</c>, <c>bmp</c>, <c>tiff</c> or <c>avif</c>.</param>
public sealed record ImageReference(int Width, int Height, string Sha256, string Format);
