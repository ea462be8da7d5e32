using System.Buffers.Binary;
using NetVips;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>One item of an AVIF.</summary>
/// <param name="Type">Item type.</param>
/// <param name="Data">Item bytes.</param>
/// <param name="Properties">Property boxes; a type that starts with a capital letter is marked as essential.</param>
internal sealed record AvifPart(string Type, byte[] Data, params byte[][] Properties)
{
    /// <summary>Reference type and target items; item numbers start at 1.</summary>
    public (string Type, int[] To)[] References { get; init; } = [];

    /// <summary>True if the bytes are stored within the tables (idat).</summary>
    public bool IsInTables { get; init; }

    /// <summary>True if the bytes are stored in two extents, the second one first in the file.</summary>
    public bool IsSplit { get; init; }

    /// <summary>A coded frame with its size property.</summary>
    public static AvifPart Frame(byte[] data, int width, int height, params byte[][] properties) =>
        new("av01", data, [TinyAvif.Box("av1C", [0x81, 0, 0x0C, 0]), TinyAvif.Size(width, height), .. properties]);
}

/// <summary>Writes valid and invalid AVIFs item by item.</summary>
internal static class TinyAvif
{
    /// <summary>The coded data of an image, lossless by default.</summary>
    public static byte[] Code(Image image, bool lossless = true)
    {
        var file = Save(image, lossless);
        var media = file.AsSpan().IndexOf("mdat"u8);
        return file[(media + 4)..];
    }

    /// <summary>The coded data of a grey image, which the encoder writes only for transparency.</summary>
    public static byte[] CodeGray(Image image)
    {
        using var black = Image.Black(image.Width, image.Height, bands: 3);
        using var clear = black.Copy(interpretation: Enums.Interpretation.Srgb).Bandjoin(image);
        var file = Save(clear);
        Span<AvifItem> items = new AvifItem[AvifItems.MaxItems];
        Assert.True(AvifItems.TryRead(file, items, new int[AvifItems.MaxProperties], out var tables));
        var references = tables.References("auxl"u8);
        Assert.True(references.MoveNext());
        Assert.True(tables.TryGet(references.From, out var alpha));
        var extents = tables.Extents(alpha);
        Assert.True(extents.MoveNext());
        return extents.Data.ToArray();
    }

    /// <summary>The default file of an image.</summary>
    public static byte[] Save(Image image, bool lossless = true, int? bits = null) => image.HeifsaveBuffer(
        q: 90, bitdepth: bits, lossless: lossless, compression: Enums.ForeignHeifCompression.Av1, effort: 1,
        subsampleMode: lossless ? Enums.ForeignSubsample.Off : Enums.ForeignSubsample.On, keep: Enums.ForeignKeep.None);

    public static Image ToImage(PixelBuffer picture)
    {
        var pixels = new byte[picture.ByteLength];
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Row(y).CopyTo(pixels.AsSpan(y * picture.Stride));
        }

        using var plain = Image.NewFromMemory(pixels, picture.Width, picture.Height, PixelBuffer.Channels, Enums.BandFormat.Uchar);
        return plain.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>An image as a grid of equally sized frames, the last of which extend beyond it.</summary>
    public static byte[] Grid(Image picture, int tileWidth, int tileHeight, params byte[][] properties)
    {
        var (columns, rows) = ((picture.Width + tileWidth - 1) / tileWidth, (picture.Height + tileHeight - 1) / tileHeight);
        using var whole = picture.Embed(0, 0, columns * tileWidth, rows * tileHeight, extend: Enums.Extend.Copy);
        var frames = new List<AvifPart>();
        for (var i = 0; i < columns * rows; i++)
        {
            using var tile = whole.ExtractArea(i % columns * tileWidth, i / columns * tileHeight, tileWidth, tileHeight);
            frames.Add(AvifPart.Frame(Code(tile), tileWidth, tileHeight));
        }

        return Write([GridOf(picture.Width, picture.Height, columns, rows, properties), .. frames]);
    }

    /// <summary>The grid item, whose tiles are the items from the second on.</summary>
    public static AvifPart GridOf(int width, int height, int columns, int rows, params byte[][] properties) =>
        new("grid", [0, 0, (byte)(rows - 1), (byte)(columns - 1), .. Big(width, 2), .. Big(height, 2)], [Size(width, height), .. properties])
        {
            References = [("dimg", [.. Enumerable.Range(2, columns * rows)])],
            IsInTables = true,
        };

    /// <summary>Coded data that only declare a frame size: a sequence header and an empty frame.</summary>
    public static byte[] Claim(int width, int height)
    {
        var bits = "000" + "1" + "1" + "01000" + "1111" + "1111" + Bits(width - 1) + Bits(height - 1) + "000" + "000" + "0" + "0" + "0" + "0" + "00" + "0" + "0" + "1";
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        byte[] header = [.. bits.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];
        return [.. Unit(1, header), .. Unit(6, [0x10, 0, 0, 0])];

        static string Bits(int value) => Convert.ToString(value, 2).PadLeft(16, '0');
    }

    /// <summary>An AV1 unit (OBU) with its size.</summary>
    public static byte[] Unit(int type, byte[] data) => [(byte)((type << 3) | 2), (byte)((data.Length & 0x7F) | 0x80), (byte)(data.Length >> 7), .. data];

    public static byte[] Box(string type, params byte[] content) => [.. Big(content.Length + 8, 4), .. type.Select(letter => (byte)letter), .. content];

    public static byte[] Size(int width, int height) => Box("ispe", [0, 0, 0, 0, .. Big(width, 4), .. Big(height, 4)]);

    public static byte[] Rotation(int quarters) => Box("irot", (byte)quarters);

    public static byte[] Mirror(int axis) => Box("imir", (byte)axis);

    /// <summary>A crop box; its centre is offset from the image's centre by two fractions with denominator two.</summary>
    public static byte[] Crop(int width, int height, int halvesRight, int halvesDown) =>
        Box("clap", [.. Big(width, 4), .. Big(1, 4), .. Big(height, 4), .. Big(1, 4), .. Big(halvesRight, 4), .. Big(2, 4), .. Big(halvesDown, 4), .. Big(2, 4)]);

    public static byte[] Auxiliary(string urn = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha") =>
        Box("auxC", [0, 0, 0, 0, .. urn.Select(letter => (byte)letter), 0]);

    public static byte[] Write(params AvifPart[] parts) => WriteAs("avif", parts);

    /// <param name="brand">The major brand; the compatible brands include a still image of the family.</param>
    /// <param name="parts">Items 1, 2, …; the first is the primary image.</param>
    public static byte[] WriteAs(string brand, AvifPart[] parts)
    {
        byte[] start = Box("ftyp", [.. brand.Select(letter => (byte)letter), 0, 0, 0, 0, .. "mif1miaf"u8]);
        var length = start.Length + Tables(parts, 0).Length + 8;
        return [.. start, .. Tables(parts, length), .. Box("mdat", [.. parts.Where(part => !part.IsInTables).SelectMany(Stored)])];
    }

    public static byte[] Big(long value, int bytes)
    {
        var eight = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(eight, value);
        return eight[^bytes..];
    }

    private static byte[] Stored(AvifPart part) => part.IsSplit ? [.. part.Data[(part.Data.Length / 2)..], .. part.Data[..(part.Data.Length / 2)]] : part.Data;

    private static byte[] Tables(AvifPart[] parts, int media)
    {
        var names = new List<byte>();
        var locations = new List<byte>();
        var references = new List<byte>();
        var properties = new List<byte>();
        var associations = new List<byte>();
        var tables = 0;
        var property = 0;
        foreach (var (index, part) in parts.Index())
        {
            var id = Big(index + 1, 2);
            names.AddRange(Box("infe", [2, 0, 0, 0, .. id, 0, 0, .. part.Type.Select(letter => (byte)letter), 0]));
            var (at, half) = (part.IsInTables ? tables : media, part.Data.Length / 2);
            byte[] extents = part.IsSplit
                ? [0, 2, .. Big(at + part.Data.Length - half, 4), .. Big(half, 4), .. Big(at, 4), .. Big(part.Data.Length - half, 4)]
                : [0, 1, .. Big(at, 4), .. Big(part.Data.Length, 4)];
            locations.AddRange([.. id, 0, (byte)(part.IsInTables ? 1 : 0), 0, 0, .. extents]);
            (tables, media) = part.IsInTables ? (tables + part.Data.Length, media) : (tables, media + part.Data.Length);
            foreach (var (type, to) in part.References)
            {
                references.AddRange(Box(type, [.. id, .. Big(to.Length, 2), .. to.SelectMany(target => Big(target, 2))]));
            }

            properties.AddRange(part.Properties.SelectMany(box => box));
            associations.AddRange([.. id, (byte)part.Properties.Length, .. part.Properties.SelectMany(box => Big(++property | (char.IsAsciiLetterUpper((char)box[4]) ? 0x8000 : 0), 2))]);
        }

        return Box("meta",
        [
            0, 0, 0, 0,
            .. Box("hdlr", [.. new byte[8], .. "pict"u8, .. new byte[13]]),
            .. Box("pitm", [0, 0, 0, 0, 0, 1]),
            .. Box("iloc", [1, 0, 0, 0, 0x44, 0, .. Big(parts.Length, 2), .. locations]),
            .. Box("iinf", [0, 0, 0, 0, .. Big(parts.Length, 2), .. names]),
            .. references.Count == 0 ? [] : Box("iref", [0, 0, 0, 0, .. references]),
            .. Box("iprp", [.. Box("ipco", [.. properties]), .. Box("ipma", [0, 0, 0, 1, .. Big(parts.Length, 4), .. associations])]),
            .. Box("idat", [.. parts.Where(part => part.IsInTables).SelectMany(part => part.Data)]),
        ]);
    }
}
