namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Appends a missing end marker to a JPEG, so that every codec treats the file alike and decides whether the scans before the
/// marker are complete.
/// </summary>
internal static class JpegEndMarker
{
    /// <summary>The number of bytes that <see cref="Append"/> may add.</summary>
    public const int Length = 2;

    /// <summary>More trailing zero bytes than this indicate a gap in the file, such as an interrupted upload leaves.</summary>
    private const int MaxTrailingZeros = 64;

    /// <summary>True if the file may hold all of its pixels.</summary>
    public static bool IsOnlyDefect(ReadOnlySpan<byte> file) =>
        file.Length - file.TrimEnd((byte)0).Length <= MaxTrailingZeros && JpegScans.CoverAllCoefficients(file);

    /// <summary>Copies the file and replaces trailing zeros by an end marker.</summary>
    /// <param name="file">A file without an end marker.</param>
    /// <param name="target">The destination, longer than the file by <see cref="Length"/>.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Append(ReadOnlySpan<byte> file, Span<byte> target)
    {
        var kept = file.TrimEnd((byte)0);

        // A zero after FF belongs to the scan.
        kept = kept.Length < file.Length && kept.EndsWith((byte)0xFF) ? file[..(kept.Length + 1)] : kept;
        kept.CopyTo(target);
        target[kept.Length] = 0xFF;
        target[kept.Length + 1] = 0xD9;
        return kept.Length + Length;
    }
}
