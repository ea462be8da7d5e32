using System.Buffers.Binary;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>A drawn image with colours, edges and shades, for checks without an image of the user.</summary>
internal static class TestImage
{
    private const int Size = 640;
    private const int HeaderLength = 54;

    /// <summary>Returns the image as a BMP file: 24 bits per pixel, rows from the bottom up (BITMAPINFOHEADER).</summary>
    public static byte[] Bmp()
    {
        var file = new byte[HeaderLength + (Size * Size * 3)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), HeaderLength - 14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Size);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), Size);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                Paint(x, y, file.AsSpan(HeaderLength + (((Size * y) + x) * 3), 3));
            }
        }

        return file;
    }

    /// <summary>Sky above ground, with a disc and two blocks.</summary>
    private static void Paint(int x, int y, Span<byte> pixel)
    {
        var disc = ((x - 200) * (x - 200)) + ((y - 360) * (y - 360)) < 100 * 100;
        var block = (x is > 380 and < 520 && y is > 120 and < 480) || (x is > 60 and < 300 && y is > 80 and < 200);
        (pixel[0], pixel[1], pixel[2]) =
            disc ? ((byte)40, (byte)(120 + (x % 64)), (byte)220)
            : block ? ((byte)(x / 4), (byte)(50 + (y % 32)), (byte)90)
            : y > 260 ? ((byte)230, (byte)(170 + (y / 8)), (byte)(120 + (x / 8)))
            : ((byte)70, (byte)(110 + ((x ^ y) & 15)), (byte)95);
    }
}
