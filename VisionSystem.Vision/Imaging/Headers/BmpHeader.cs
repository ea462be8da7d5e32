using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Reads every kind of BMP header: OS/2 1.x and 2.x, Windows 3 to 5 (12, 16..64, 40, 52, 56, 108 and 124 bytes).</summary>
internal static class BmpHeader
{
    private const int FileHeader = 14;

    /// <summary>Two letters are a weak signature, so the size of the following header must be valid too.</summary>
    public static bool Matches(ReadOnlySpan<byte> file) =>
        file.StartsWith("BM"u8) && (file.Length < FileHeader + 4 || IsHeaderSize(BinaryPrimitives.ReadUInt32LittleEndian(file[FileHeader..])));

    public static bool TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        if (file.Length < FileHeader + 12)
        {
            detail = "The BMP ends before its size is known.";
            return false;
        }

        var info = file[FileHeader..];
        var core = BinaryPrimitives.ReadUInt32LittleEndian(info) == 12;
        if (!core && info.Length < 16)
        {
            detail = "The BMP ends before its size is known.";
            return false;
        }

        int width = core ? BinaryPrimitives.ReadUInt16LittleEndian(info[4..]) : BinaryPrimitives.ReadInt32LittleEndian(info[4..]);
        int height = core ? BinaryPrimitives.ReadUInt16LittleEndian(info[6..]) : BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(info[(core ? 10 : 14)..]);
        if (width <= 0 || height is 0 or int.MinValue || depth is not (1 or 2 or 4 or 8 or 16 or 24 or 32))
        {
            detail = "The BMP's header contains an invalid size or bit depth.";
            return false;
        }

        // A negative height means rows from the top.
        var mode = depth <= 8 ? "palette" : depth == 32 && HasAlphaMask(info) ? "rgba" : "rgb";
        header = new ImageHeader(ImageFormat.Bmp, width, Math.Abs(height), 1, mode);
        detail = null;
        return true;
    }

    private static bool IsHeaderSize(uint size) => size is 12 or (>= 16 and <= 64) or 108 or 124;

    private static bool HasAlphaMask(ReadOnlySpan<byte> info) =>
        info.Length >= 56
        && BinaryPrimitives.ReadUInt32LittleEndian(info) >= 56
        && BinaryPrimitives.ReadUInt32LittleEndian(info[52..]) != 0;
}
