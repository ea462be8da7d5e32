using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Removes metadata from a WebP (RFC 9649), and the frames of an animation after the first.</summary>
internal static class WebPMetadata
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;

    /// <summary>The flags of an extended file that announce a profile, EXIF and XMP.</summary>
    private const byte MetadataFlags = 0x20 | 0x08 | 0x04;

    /// <summary>Copies a WebP without the chunks that do not affect its image.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="target">The destination, at least as long as the file.</param>
    /// <returns>The number of bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target)
    {
        // Bytes after the container's end belong to no chunk. Bytes missing before it must remain missing in the copy.
        var statedLength = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
        var missing = Math.Max(0, statedLength - file.Length);
        file = file[..(int)Math.Max(FirstChunk, Math.Min(statedLength, file.Length))];
        file[..FirstChunk].CopyTo(target);
        var (written, framed) = (FirstChunk, false);
        for (var at = FirstChunk; at < file.Length;)
        {
            var rest = file[at..];
            long length = rest.Length < ChunkHeader ? rest.Length : ChunkHeader + (long)BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            var chunk = rest[..(int)Math.Min(length + (length & 1), rest.Length)];
            at += chunk.Length;
            if (IsNeeded(chunk, ref framed))
            {
                chunk.CopyTo(target[written..]);
                if (chunk.StartsWith("VP8X"u8) && chunk.Length > ChunkHeader)
                {
                    target[written + ChunkHeader] &= unchecked((byte)~MetadataFlags);
                }

                written += chunk.Length;
            }
            else
            {
                // Bytes missing at the end belong to this omitted chunk.
                missing = at == file.Length ? 0 : missing;
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)Math.Min(uint.MaxValue - 1, written - 8 + missing));
        return written;
    }

    private static bool IsNeeded(ReadOnlySpan<byte> chunk, ref bool framed)
    {
        if (chunk.StartsWith("ANMF"u8))
        {
            var first = !framed;
            framed = true;
            return first;
        }

        return chunk.StartsWith("VP8"u8) || chunk.StartsWith("ALPH"u8) || chunk.StartsWith("ANIM"u8);
    }
}
