namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Removes metadata from a JPEG: EXIF, XMP, profiles, thumbnails, comments (ITU-T T.81, annex B.2.4).</summary>
internal static class JpegMetadata
{
    private const byte Jfif = 0xE0;
    private const byte Adobe = 0xEE;

    /// <summary>JFIF's and Adobe's segments describe the colour encoding in a few bytes; longer ones contain thumbnails.</summary>
    private const int MaxColorSegmentBytes = 64;
    private const int MaxColorSegments = 16;

    /// <summary>Copies a JPEG without the segments that do not affect its pixels.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="target">The destination, at least as long as the file.</param>
    /// <returns>The number of bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target)
    {
        file[..2].CopyTo(target);
        var (from, written, colors) = (2, 2, 0);
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            var segment = file[from..(file.Length - segments.Rest.Length)];
            from += segment.Length;
            var color = segments.Marker is Jfif or Adobe && segments.Data.Length <= MaxColorSegmentBytes && colors++ < MaxColorSegments;
            if (color || segments.Marker is not ((>= 0xE0 and <= 0xEF) or 0xFE))
            {
                segment.CopyTo(target[written..]);
                written += segment.Length;
            }
        }

        file[from..].CopyTo(target[written..]);
        return written + file.Length - from;
    }
}
