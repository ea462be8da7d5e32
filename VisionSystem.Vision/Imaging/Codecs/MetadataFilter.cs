namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Removes data that does not affect a file's first image: texts, profiles, EXIF, XMP, thumbnails, further frames. Colours
/// are unchanged, because no codec here applies a profile. AVIF files are written anew instead (see
/// <see cref="AvifFrameFile"/>).
/// </summary>
internal static class MetadataFilter
{
    /// <summary>The number of bytes by which a copy may exceed its file.</summary>
    public const int Slack = 1;

    /// <param name="file">The complete file.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="target">The destination, longer than the file by <see cref="Slack"/>.</param>
    /// <returns>The number of bytes written.</returns>
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
