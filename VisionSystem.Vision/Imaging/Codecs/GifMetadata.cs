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

    /// <summary>Copies a GIF's screen and its first frame.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="target">Longer than the file by one byte, a trailer's.</param>
    /// <returns>Bytes written.</returns>
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

        // The last before the frame is the frame's own: its transparent colour.
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

    /// <summary>The length of a frame's descriptor, colours and codes; more than there is where the frame is cut off or is none.</summary>
    private static int FrameLength(ReadOnlySpan<byte> blocks) => blocks.Length < DescriptorLength || blocks[0] != Descriptor
        ? int.MaxValue

        // One byte before the codes says how long they are at first.
        : AfterBlocks(blocks, DescriptorLength + TableLength(blocks[9]) + 1);

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>The place behind a chain of data blocks, which one of no length ends; behind the file where it is cut off.</summary>
    private static int AfterBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += file[at] + 1;
        }

        return at + 1;
    }
}
