using System.Buffers.Binary;
using System.Numerics;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// The parts of a BMP (Microsoft's "Bitmap storage" and OS/2's older variants). Created only for files whose header
/// <see cref="ImageHeaderReader"/> accepted, so size and depth are valid.
/// </summary>
internal readonly ref struct BmpFile
{
    public const uint Uncompressed = 0;
    public const uint RunLength8 = 1;
    public const uint RunLength4 = 2;
    public const uint BitFields = 3;
    public const uint AlphaBitFields = 6;

    private const int FileHeader = 14;

    public BmpFile(ReadOnlySpan<byte> file)
    {
        var info = file[FileHeader..];
        var size = BinaryPrimitives.ReadUInt32LittleEndian(info);
        var core = size == 12;
        Depth = BinaryPrimitives.ReadUInt16LittleEndian(info[(core ? 10 : 14)..]);
        TopDown = !core && BinaryPrimitives.ReadInt32LittleEndian(info[8..]) < 0;
        Compression = size >= 20 ? Field(info, 16) : Uncompressed;

        // OS/2 2.x uses the same field for different compression numbers.
        Supported = Compression switch
        {
            Uncompressed => true,
            RunLength8 => Depth == 8,
            RunLength4 => Depth == 4,
            BitFields or AlphaBitFields => size is 40 or 52 or 56 or 108 or 124 && Depth is 16 or 32,
            _ => false,
        };
        var masked = Compression is BitFields or AlphaBitFields;
        Red = new BmpChannel(masked ? Field(info, 40) : Depth == 16 ? 0x7C00u : 0xFF0000u);
        Green = new BmpChannel(masked ? Field(info, 44) : Depth == 16 ? 0x03E0u : 0xFF00u);
        Blue = new BmpChannel(masked ? Field(info, 48) : Depth == 16 ? 0x001Fu : 0xFFu);
        Alpha = new BmpChannel(masked && (size >= 56 || Compression == AlphaBitFields) ? Field(info, 52) : 0);

        // After a plain Windows 3 header the masks precede the palette.
        var masksBehind = size != 40 ? 0 : Compression switch { BitFields => 12, AlphaBitFields => 16, _ => 0 };
        EntrySize = core ? 3 : 4;
        Palette = After(file, FileHeader + (long)size + masksBehind);
        var used = size >= 36 ? Field(info, 32) : 0;
        var entries = Depth > 8 ? 0 : used == 0 ? 1u << Depth : Math.Min(used, 1u << Depth);
        Palette = Palette[..(int)Math.Min(Palette.Length / EntrySize * EntrySize, entries * EntrySize)];
        Pixels = After(file, BinaryPrimitives.ReadUInt32LittleEndian(file[10..]));
    }

    /// <summary>Bits per pixel: 1, 2, 4, 8, 16, 24 or 32.</summary>
    public int Depth { get; }

    public bool TopDown { get; }

    public uint Compression { get; }

    /// <summary>True if the compression is supported: none, run-length or bit fields.</summary>
    public bool Supported { get; }

    public BmpChannel Red { get; }

    public BmpChannel Green { get; }

    public BmpChannel Blue { get; }

    public BmpChannel Alpha { get; }

    /// <summary>Bytes per palette entry, blue first.</summary>
    public int EntrySize { get; }

    public ReadOnlySpan<byte> Palette { get; }

    /// <summary>All bytes from the first row on.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Writes the colour of a palette index; black where the palette has no such entry.</summary>
    public void WriteColor(int index, Span<byte> rgb)
    {
        var at = index * EntrySize;
        if (at + 3 > Palette.Length)
        {
            rgb[..3].Clear();
            return;
        }

        rgb[0] = Palette[at + 2];
        rgb[1] = Palette[at + 1];
        rgb[2] = Palette[at];
    }

    private static uint Field(ReadOnlySpan<byte> info, int at) =>
        at + 4 <= info.Length ? BinaryPrimitives.ReadUInt32LittleEndian(info[at..]) : 0;

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> file, long at) => at > file.Length ? [] : file[(int)at..];
}

/// <summary>The position of a channel within a pixel of 16 or 32 bits.</summary>
/// <param name="Mask">The channel's bits; 0 where the image has no such channel.</param>
internal readonly record struct BmpChannel(uint Mask)
{
    private readonly int _shift = Mask == 0 ? 0 : BitOperations.TrailingZeroCount(Mask);

    /// <summary>Returns the channel's value, scaled to 0..255.</summary>
    public byte Read(uint pixel)
    {
        var maximum = Mask >> _shift;
        var value = (pixel & Mask) >> _shift;
        return maximum is 0 or 255 ? (byte)value : (byte)((((ulong)value * 255) + (maximum / 2)) / maximum);
    }
}
