using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Reads a PNG's chunks (W3C PNG, third edition: IHDR first, eXIf anywhere before IEND).</summary>
internal static class PngHeader
{
    private const int SignatureLength = 8;

    public static bool TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        if (file.Length < SignatureLength + 8 + 13)
        {
            detail = "The PNG ends before its size is known.";
            return false;
        }

        if (!file[4..].StartsWith("\r\n\x1A\n"u8) || !file[12..].StartsWith("IHDR"u8))
        {
            detail = "The PNG does not begin with its header.";
            return false;
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(file[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(file[20..]);
        var mode = file[25] switch { 0 or 4 => "gray", 2 => "rgb", 3 => "palette", 6 => "rgba", _ => null };
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue || mode is null)
        {
            detail = "The PNG's header contains an invalid size or colour type.";
            return false;
        }

        header = new ImageHeader(ImageFormat.Png, (int)width, (int)height, Orientation(file[SignatureLength..]), mode);
        detail = null;
        return true;
    }

    private static byte Orientation(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            if (length > (uint)chunks.Length - 12)
            {
                break;
            }

            if (chunks[4..].StartsWith("eXIf"u8))
            {
                return Math.Max((byte)1, ExifOrientation.Read(chunks.Slice(8, (int)length)));
            }

            chunks = chunks[((int)length + 12)..];
        }

        return 1;
    }
}
