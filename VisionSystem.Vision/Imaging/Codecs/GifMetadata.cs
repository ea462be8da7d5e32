namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Removes comments and application data from a GIF (GIF89a specification), and all frames after the first.</summary>
internal static class GifMetadata
{
    private const int ScreenEnd = 13;
    private const int DescriptorLength = 10;
    private const byte Extension = 0x21;
    private const byte Descriptor = 0x2C;
    private const byte Trailer = 0x3B;
    private const byte GraphicControl = 0xF9;

    /// <summary>Copies a GIF's logical screen and first frame.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="target">The destination, longer than the file by one byte for a trailer.</param>
    /// <returns>The number of bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target)
    {
        var at = Math.Min(ScreenEnd + TableLength(file[10]), file.Length);
        file[..at].CopyTo(target);
        var written = at;
        ReadOnlySpan<byte> control = default;
        while (at < file.Length && file[at] == Extension)
        {
            var end = Math.Min(AfterBlocks(file, at + 2), file.Length);
            if (at + 1 < file.Length && file[at + 1] == GraphicControl)
            {
                control = file[at..end];
            }

            at = end;
        }

        // The last control block before the frame belongs to it and holds its transparent colour.
        control.CopyTo(target[written..]);
        written += control.Length;
        var rest = file[at..];
        var length = FrameLength(rest);
        var frame = rest[..Math.Min(length, rest.Length)];
        frame.CopyTo(target[written..]);
        written += frame.Length;
        if (length <= rest.Length)
        {
            target[written++] = Trailer;
        }

        return written;
    }

    /// <summary>
    /// Returns the length of a frame's descriptor, colour table and codes; more than is present where the frame is truncated
    /// or missing.
    /// </summary>
    private static int FrameLength(ReadOnlySpan<byte> blocks) => blocks.Length < DescriptorLength || blocks[0] != Descriptor
        ? int.MaxValue

        // The byte before the codes is their initial length.
        : AfterBlocks(blocks, DescriptorLength + TableLength(blocks[9]) + 1);

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Returns the offset after a chain of data blocks, which a zero-length block ends; past the file's end where it is truncated.</summary>
    private static int AfterBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += file[at] + 1;
        }

        return at + 1;
    }
}
