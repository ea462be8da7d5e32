using System.Buffers.Binary;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Writes BMPs with a Windows 3 header (40 bytes) or an OS/2 header (12 bytes).</summary>
internal static class TinyBmp
{
    private const int NoiseSize = 96;

    /// <summary>A small image of random pixels, deterministic by seed.</summary>
    public static byte[] Noise(int seed)
    {
        var pixels = new byte[NoiseSize * NoiseSize * 3];
        new Random(seed).NextBytes(pixels);
        return Write(NoiseSize, NoiseSize, 24, 0, [], pixels);
    }

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down; negative for rows from the top.</param>
    /// <param name="depth">Bits per pixel.</param>
    /// <param name="compression">0 none, 1 RLE8, 2 RLE4, 3 bit fields.</param>
    /// <param name="between">Masks or palette.</param>
    /// <param name="pixels">The stored rows.</param>
    public static byte[] Write(int width, int height, ushort depth, uint compression, byte[] between, byte[] pixels)
    {
        var header = new byte[54];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 54 + between.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(28), depth);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(30), compression);
        return Finish([.. header, .. between, .. pixels]);
    }

    public static byte[] WriteOs2(ushort width, ushort height, ushort depth, byte[] palette, byte[] pixels)
    {
        var header = new byte[26];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 26 + palette.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 12);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(20), height);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(24), depth);
        return Finish([.. header, .. palette, .. pixels]);
    }

    private static byte[] Finish(byte[] file)
    {
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        return file;
    }
}
