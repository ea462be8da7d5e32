using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace VisionSystem.Bench.Hostile;

/// <summary>Malicious and damaged files.</summary>
internal static class HostileFiles
{
    private const int TextChunks = 20;
    private const int TextBytes = 40_000_000;

    /// <summary>The files with their names in the report.</summary>
    /// <param name="jpeg">A valid JPEG, the source of the damaged ones.</param>
    public static IReadOnlyList<(string Name, byte[] File)> All(byte[] jpeg) =>
    [
        ("lossless JPEG", WithFrame(jpeg, marker: 0xC3)),
        ("12-bit JPEG", WithFrame(jpeg, precision: 12)),
        ("cut JPEG", jpeg[..(jpeg.Length * 6 / 10)]),
        ("text bomb", TextBomb()),
        ("no image", "<!doctype html><title>404</title>"u8.ToArray()),
    ];

    /// <summary>A copy of the JPEG whose frame header does not match its scans.</summary>
    private static byte[] WithFrame(byte[] jpeg, byte marker = 0xC0, byte precision = 8)
    {
        byte[] damaged = [.. jpeg];
        var place = 2;
        while (damaged[place + 1] is not (0xC0 or 0xC1 or 0xC2))
        {
            place += 2 + BinaryPrimitives.ReadUInt16BigEndian(damaged.AsSpan(place + 2));
        }

        (damaged[place + 1], damaged[place + 4]) = (marker, precision);
        return damaged;
    }

    /// <summary>A PNG of 64 × 64 pixels with compressed text chunks of 800 MB in total (PNG, third edition, 11.3.3.3).</summary>
    private static byte[] TextBomb()
    {
        const int Side = 64;
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        byte[] header = [0, 0, 0, Side, 0, 0, 0, Side, 8, 0, 0, 0, 0];
        Write(file, "IHDR"u8, header);
        byte[] text = [.. "Comment"u8, 0, 0, .. Packed(new byte[TextBytes])];
        for (var chunk = 0; chunk < TextChunks; chunk++)
        {
            Write(file, "zTXt"u8, text);
        }

        Write(file, "IDAT"u8, Packed(new byte[Side * (Side + 1)]));
        Write(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            zlib.Write(bytes);
        }

        return packed.ToArray();
    }

    private static void Write(MemoryStream file, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
