namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Gives a JPEG without an end marker one, so that every codec judges it alike: each then sees for itself whether the scans
/// before the marker are whole.
/// </summary>
internal static class JpegEnd
{
    /// <summary>Bytes that <see cref="Append"/> may add.</summary>
    public const int Length = 2;

    /// <summary>More zero bytes than this at the end are a hole in the file, such as an interrupted upload leaves.</summary>
    private const int MostZeros = 64;

    /// <summary>Whether the file may hold all of its pixels.</summary>
    public static bool IsAllThatLacks(ReadOnlySpan<byte> file) =>
        file.Length - file.TrimEnd((byte)0).Length <= MostZeros && JpegScans.CoverAllCoefficients(file);

    /// <summary>Copies the file, with an end marker in place of trailing zeros.</summary>
    /// <param name="file">A file without an end marker.</param>
    /// <param name="target">Longer than the file by <see cref="Length"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Append(ReadOnlySpan<byte> file, Span<byte> target)
    {
        var kept = file.TrimEnd((byte)0);

        // A zero behind FF belongs to the scan.
        kept = kept.Length < file.Length && kept.EndsWith((byte)0xFF) ? file[..(kept.Length + 1)] : kept;
        kept.CopyTo(target);
        target[kept.Length] = 0xFF;
        target[kept.Length + 1] = 0xD9;
        return kept.Length + Length;
    }
}
