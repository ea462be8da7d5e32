using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Removes metadata from a PNG (W3C PNG, third edition, clause 11), and the frames of an animation after the first. libpng
/// unpacks compressed texts and profiles whether or not they are read, and a few hundred kilobytes of them may hold gigabytes.
/// </summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;

    /// <summary>Length and type before a chunk's data, and the checksum behind it.</summary>
    private const int Framing = 12;

    /// <summary>Copies a PNG without the chunks that its pixels do not depend on.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="target">At least as long as the file.</param>
    /// <returns>Bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target)
    {
        file[..SignatureLength].CopyTo(target);
        var (at, written) = (SignatureLength, SignatureLength);
        while (TryRead(file, at, out var type, out var length))
        {
            if (IsNeeded(type))
            {
                file.Slice(at, length).CopyTo(target[written..]);
                written += length;
            }

            at += length;
        }

        // A chunk that the file's end cuts off, so that the decoder finds the file to be truncated.
        file[at..].CopyTo(target[written..]);
        return written + file.Length - at;
    }

    // Critical chunks begin with a capital letter; of the others, only transparency is about pixels.
    private static bool IsNeeded(ReadOnlySpan<byte> type) => (type[0] & 0x20) == 0 || type.SequenceEqual("tRNS"u8);

    private static bool TryRead(ReadOnlySpan<byte> file, int at, out ReadOnlySpan<byte> type, out int length)
    {
        type = default;
        length = 0;
        if (file.Length - at < Framing || BinaryPrimitives.ReadUInt32BigEndian(file[at..]) is var data && data > (uint)(file.Length - at - Framing))
        {
            return false;
        }

        type = file.Slice(at + 4, 4);
        length = (int)data + Framing;
        return true;
    }
}
