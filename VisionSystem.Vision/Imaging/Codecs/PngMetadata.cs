using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Removes metadata from a PNG (W3C PNG, third edition, clause 11), and the frames of an animation after the first. libpng
/// decompresses texts and profiles even when they are unused, and a few hundred kilobytes of them may expand to gigabytes.
/// </summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;

    /// <summary>The length and type before a chunk's data and the checksum after it, in bytes.</summary>
    private const int ChunkOverhead = 12;

    /// <summary>Copies a PNG without the chunks that do not affect its pixels.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="target">The destination, at least as long as the file.</param>
    /// <returns>The number of bytes written.</returns>
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

        // A truncated last chunk is copied too, so that the decoder detects the truncation.
        file[at..].CopyTo(target[written..]);
        return written + file.Length - at;
    }

    // Critical chunks begin with a capital letter; of the others, only transparency affects pixels.
    private static bool IsNeeded(ReadOnlySpan<byte> type) => (type[0] & 0x20) == 0 || type.SequenceEqual("tRNS"u8);

    private static bool TryRead(ReadOnlySpan<byte> file, int at, out ReadOnlySpan<byte> type, out int length)
    {
        type = default;
        length = 0;
        if (file.Length - at < ChunkOverhead || BinaryPrimitives.ReadUInt32BigEndian(file[at..]) is var data && data > (uint)(file.Length - at - ChunkOverhead))
        {
            return false;
        }

        type = file.Slice(at + 4, 4);
        length = (int)data + ChunkOverhead;
        return true;
    }
}
