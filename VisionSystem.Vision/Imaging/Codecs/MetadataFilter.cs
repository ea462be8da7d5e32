namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Leaves out of a file what its first picture does not depend on: texts, profiles, EXIF, XMP, thumbnails, further frames.
/// Colours stay as they are, for no codec here applies a profile. An AVIF is written anew instead (see <see cref="AvifFrameFile"/>).
/// </summary>
internal static class MetadataFilter
{
    /// <summary>Bytes by which a copy may be longer than its file.</summary>
    public const int Slack = 1;

    /// <param name="file">The whole file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="target">Longer than the file by <see cref="Slack"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, ImageFormat format, Span<byte> target)
    {
        switch (format)
        {
            case ImageFormat.Jpeg:
                return JpegMetadata.CopyWithout(file, target);
            case ImageFormat.Png:
                return PngMetadata.CopyWithout(file, target);
            case ImageFormat.WebP:
                return WebPMetadata.CopyWithout(file, target);
            case ImageFormat.Gif:
                return GifMetadata.CopyWithout(file, target);
            case ImageFormat.Tiff:
                return TiffMetadata.CopyWithout(file, target);
            default:
                file.CopyTo(target);
                return file.Length;
        }
    }
}
