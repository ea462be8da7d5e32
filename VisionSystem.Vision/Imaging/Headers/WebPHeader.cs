using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Reads the three kinds of WebP (RFC 9649): lossy <c>VP8 </c>, lossless <c>VP8L</c>, extended <c>VP8X</c>.</summary>
internal static class WebPHeader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;

    public static bool TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        var chunk = file[FirstChunk..];
        if (chunk.Length < ChunkHeader + 10)
        {
            detail = "The WebP ends before its size is known.";
            return false;
        }

        var data = chunk[ChunkHeader..];
        detail = null;
        if (chunk.StartsWith("VP8X"u8))
        {
            var mode = (data[0] & 0x10) != 0 ? "rgba" : "rgb";
            header = new ImageHeader(ImageFormat.WebP, UInt24(data[4..]) + 1, UInt24(data[7..]) + 1, Orientation(chunk), mode);
            return true;
        }

        if (chunk.StartsWith("VP8 "u8) && data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            var width = BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF;
            var height = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF;
            header = new ImageHeader(ImageFormat.WebP, width, height, 1, "rgb");
        }
        else if (chunk.StartsWith("VP8L"u8) && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            var mode = (bits & 0x1000_0000) != 0 ? "rgba" : "rgb";
            header = new ImageHeader(ImageFormat.WebP, (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1, 1, mode);
        }

        if (header.Pixels > 0)
        {
            return true;
        }

        header = default;
        detail = "The WebP's first chunk contains no image.";
        return false;
    }

    /// <summary>True if the file is as long as its container states.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) <= (uint)file.Length - 8;

    private static byte Orientation(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= ChunkHeader)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            var held = (int)Math.Min(length, (uint)(chunks.Length - ChunkHeader));
            if (chunks.StartsWith("EXIF"u8))
            {
                return Math.Max((byte)1, ExifOrientation.Read(chunks.Slice(ChunkHeader, held)));
            }

            // Chunks are padded to even lengths.
            chunks = chunks[Math.Min(chunks.Length, ChunkHeader + held + (held & 1))..];
        }

        return 1;
    }

    private static int UInt24(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
}
