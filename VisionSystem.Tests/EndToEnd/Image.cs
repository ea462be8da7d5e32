using System.Buffers.Binary;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>Small, distinct images as uncompressed BMP files.</summary>
internal static class Image
{
    private const int Size = 96;
    private const int HeaderBytes = 54;

    /// <param name="seed">Equal seeds give equal images.</param>
    public static byte[] Numbered(int seed)
    {
        var file = new byte[HeaderBytes + (Size * Size * 3)];
        new Random(seed).NextBytes(file.AsSpan(HeaderBytes));
        "BM"u8.CopyTo(file);
        Write(file, 2, file.Length);
        Write(file, 10, HeaderBytes);
        Write(file, 14, 40);
        Write(file, 18, Size);
        Write(file, 22, Size);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        return file;
    }

    private static void Write(byte[] file, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
}
