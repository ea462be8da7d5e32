using System.Buffers.Binary;
using System.IO.Compression;
using NetVips;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Corpus;

/// <summary>
/// Small images whose files carry texts, profiles, EXIF data or frames that require gigabytes or minutes to decompress or
/// index.
/// </summary>
internal static class DecompressionBombs
{
    private const int Repeats = 40;

    /// <summary>Decompressed bytes of one compressed text.</summary>
    private const int TextLength = 40_000_000;

    private static readonly Lazy<(string, byte[])[]> Made = new(Make);
    private static readonly Lazy<byte[]> Packed = new(() => Pack(TextLength));

    public static IReadOnlyList<(string Name, byte[] File)> All => Made.Value;

    private static (string, byte[])[] Make() =>
    [
        ("png zTXt", Png(Repeats, "zTXt", [65, 0, 0, .. Packed.Value])),
        ("png iTXt", Png(Repeats, "iTXt", [65, 0, 1, 0, 0, 0, .. Packed.Value])),
        ("png iCCP", Png(1, "iCCP", [65, 0, 0, .. Packed.Value])),
        ("png eXIf", Png(1, "eXIf", Exif())),
        ("png tEXt", Png(200_000, "tEXt", [65, 0, 66])),
        ("png frames", Png(100_000, "fdAT", new byte[26])),
        ("png data", PngData()),
        ("jpeg APP1", Jpeg(1, 0xE1, [.. "Exif\0\0"u8, .. Exif()])),
        ("jpeg APP2", Jpeg(60, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[60_000]])),
        ("jpeg APP14", Jpeg(200_000, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0])),
        ("jpeg COM", Jpeg(200_000, 0xFE, [65])),
        ("webp EXIF", WebP(1, "EXIF", Exif())),
        ("webp ICCP", WebP(1, "ICCP", new byte[4_000_000])),
        ("webp XMP", WebP(1, "XMP ", new byte[4_000_000])),
        ("webp unknown", WebP(200_000, "NONE", [1, 2])),
        ("webp frames", WebPFrames(100_000)),
        ("tiff profile", TinyTiff.Write(64, 64, [(34675, 7, new byte[4_000_000])])),
        ("tiff texts", TinyTiff.Write(64, 64, [(270, 2, new byte[2_000_000]), (700, 1, new byte[2_000_000]), (34377, 1, new byte[2_000_000])])),
        ("tiff tags", TinyTiff.Write(64, 64, [.. Enumerable.Range(40_000, 20_000).Select(tag => ((ushort)tag, (ushort)2, new byte[100]))])),
        ("avif EXIF", Avif(new AvifPart("Exif", [0, 0, 0, 0, .. Exif()]) { References = [("cdsc", [1])] })),
        ("avif XMP", Avif(new AvifPart("mime", new byte[4_000_000]) { References = [("cdsc", [1])] })),
        ("avif profile", TinyAvif.Write(AvifFrame([], TinyAvif.Box("colr", [.. "prof"u8, .. new byte[4_000_000]])))),
        ("avif pictures", Avif([.. Enumerable.Repeat(AvifFrame([]) with { References = [("thmb", [1])] }, 1000)])),
        ("avif metadata units", TinyAvif.Write(AvifFrame([.. Enumerable.Repeat(TinyAvif.Unit(5, [4, 181, 0]), 200_000).SelectMany(unit => unit)]))),
        ("avif padding units", TinyAvif.Write(AvifFrame([.. Enumerable.Repeat(TinyAvif.Unit(15, []), 200_000).SelectMany(unit => unit)]))),
        ("avif boxes", [.. Avif(), .. Enumerable.Repeat(TinyAvif.Box("uuid", new byte[16]), 200_000).SelectMany(box => box)]),
        ("gif comments", Gif(2_000_000, [0x21, 0xFE, 1, 65, 0])),
        ("gif application", Gif(200_000, [0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0])),
        ("gif frames", GifFrames(200_000)),
    ];

    private static byte[] Png(int times, string chunk, byte[] data) =>
        TinyPng.Write(64, 64, 8, 0, new byte[64], [.. Enumerable.Repeat((chunk, data), times)]);

    /// <summary>Pixel data that continue for a hundred megabytes after the last row.</summary>
    private static byte[] PngData()
    {
        var file = TinyPng.Write(64, 64, 8, 0, new byte[64]);
        var plain = file.AsSpan().IndexOf("IDAT"u8) - 4;
        return [.. file[..plain], .. TinyPng.Chunk("IDAT", Pack(100_000_000)), .. TinyPng.Chunk("IEND", [])];
    }

    private static byte[] Jpeg(int times, byte marker, byte[] data)
    {
        byte[] segment = [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];
        return TinyJpeg.Write(64, 64, [90], [.. Enumerable.Repeat(segment, times)]);
    }

    private static byte[] WebP(int times, string name, byte[] data)
    {
        var chunk = Chunk(name, data);
        return Riff([.. Chunk("VP8X", [0x2C, 0, 0, 0, 159, 0, 0, .. Height()]), .. Enumerable.Repeat(chunk, name == "EXIF" ? 0 : times).SelectMany(part => part), .. Picture(), .. name == "EXIF" ? chunk : []]);
    }

    private static byte[] WebPFrames(int frames)
    {
        byte[] still = [.. new byte[6], 159, 0, 0, .. Height(), 1, 0, 0, 0, .. Picture()];
        byte[] tiny = [.. new byte[6], 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Chunk("VP8L", [0x2F, 0, 0, 0, 0, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88])];
        return Riff([.. Chunk("VP8X", [0x02, 0, 0, 0, 159, 0, 0, .. Height()]), .. Chunk("ANIM", new byte[6]), .. Chunk("ANMF", still), .. Enumerable.Repeat(Chunk("ANMF", tiny), frames).SelectMany(frame => frame)]);
    }

    /// <summary>The only chunk of the seed, which is a simple file.</summary>
    private static byte[] Picture() => SeedImages.Get("webp")[12..];

    private static byte[] Height()
    {
        var picture = Picture();
        return [.. BitConverter.GetBytes((BinaryPrimitives.ReadUInt16LittleEndian(picture.AsSpan(16)) & 0x3FFF) - 1)[..3]];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        return [.. name.Select(letter => (byte)letter), .. length, .. data, .. new byte[data.Length & 1]];
    }

    private static byte[] Riff(byte[] chunks)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, chunks.Length + 4);
        return [.. "RIFF"u8, .. length, .. "WEBP"u8, .. chunks];
    }

    private static byte[] Avif(params AvifPart[] others) => TinyAvif.Write([AvifFrame([]), .. others]);

    private static AvifPart AvifFrame(byte[] units, params byte[][] properties)
    {
        using var black = Image.Black(64, 64, bands: 3);
        using var image = black.Copy(interpretation: Enums.Interpretation.Srgb);
        return AvifPart.Frame([.. TinyAvif.Code(image), .. units], 64, 64, properties);
    }

    private static byte[] Gif(int times, byte[] block)
    {
        const int ScreenAndColors = 13 + 12;
        var file = TinyGif.Write(64, 64, (0, 0, 64, 64, 1));
        return [.. file[..ScreenAndColors], .. Enumerable.Repeat(block, times).SelectMany(part => part), .. file[ScreenAndColors..]];
    }

    private static byte[] GifFrames(int frames) =>
        TinyGif.Write(64, 64, [(0, 0, 64, 64, 1), .. Enumerable.Repeat((0, 0, 1, 1, 2), frames)]);

    /// <summary>
    /// A directory whose five thousand entries all refer to the same sixty thousand bytes: libexif copies them for each entry.
    /// </summary>
    private static byte[] Exif()
    {
        const int Entries = 5000;
        List<byte> exif = [.. "II*\0"u8, 8, 0, 0, 0, .. BitConverter.GetBytes((ushort)Entries)];
        for (var i = 0; i < Entries; i++)
        {
            exif.AddRange([.. BitConverter.GetBytes((ushort)(0x9000 + i)), 7, 0, .. BitConverter.GetBytes(60_000), .. BitConverter.GetBytes(8)]);
        }

        return [.. exif, .. new byte[4]];
    }

    private static byte[] Pack(long zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            for (; zeros > 0; zeros -= block.Length)
            {
                zlib.Write(block, 0, (int)Math.Min(zeros, block.Length));
            }
        }

        return packed.ToArray();
    }
}
