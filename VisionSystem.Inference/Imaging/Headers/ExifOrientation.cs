using System.Buffers.Binary;

namespace VisionSystem.Inference.Imaging;

/// <summary>
/// Finds the orientation in EXIF data (EXIF 2.32: a TIFF header, then the first directory; tag 0x0112, one SHORT). Cameras
/// and editors write it badly, so whatever is damaged counts as absent.
/// </summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntrySize = 12;

    /// <summary>Reads the orientation from EXIF data, with or without the <c>Exif\0\0</c> in front of its TIFF header.</summary>
    /// <returns>1..8, or 0 when there is none that is valid.</returns>
    public static byte Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
        {
            exif = exif[6..];
        }

        var bigEndian = exif.StartsWith("MM\0*"u8);
        if (exif.Length < 8 || (!bigEndian && !exif.StartsWith("II*\0"u8)))
        {
            return 0;
        }

        var directory = UInt32(exif[4..], bigEndian);
        if (directory > (uint)exif.Length - 2)
        {
            return 0;
        }

        var entries = exif[(int)directory..];
        int count = UInt16(entries, bigEndian);
        entries = entries[2..];
        for (var i = 0; i < count && entries.Length >= EntrySize; i++, entries = entries[EntrySize..])
        {
            if (UInt16(entries, bigEndian) == OrientationTag)
            {
                var value = UInt16(entries[8..], bigEndian);
                return UInt16(entries[2..], bigEndian) == ShortType && value is >= 1 and <= 8 ? (byte)value : (byte)0;
            }
        }

        return 0;
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
