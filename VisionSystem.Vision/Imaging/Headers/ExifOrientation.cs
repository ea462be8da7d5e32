using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Finds the orientation in EXIF data (EXIF 2.32: a TIFF header, then the first directory; tag 0x0112, one SHORT). Cameras
/// and editors often write it incorrectly: any integer type is accepted, and damaged data counts as absent.
/// </summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112;
    private const int EntrySize = 12;

    /// <summary>Reads the orientation from EXIF data, with or without <c>Exif\0\0</c> before its TIFF header.</summary>
    /// <returns>1..8, or 0 where no valid orientation is present.</returns>
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
                var value = Value(exif, entries, bigEndian);
                return value is >= 1 and <= 8 ? (byte)value : (byte)0;
            }
        }

        return 0;
    }

    /// <summary>Returns an entry's first value by its type (TIFF 6.0, section 2; the last two by BigTIFF); 0 for other types.</summary>
    private static ulong Value(ReadOnlySpan<byte> exif, ReadOnlySpan<byte> entry, bool bigEndian)
    {
        var value = entry[8..];
        switch (UInt16(entry[2..], bigEndian))
        {
            case 1 or 6: // BYTE, SBYTE
                return value[0];
            case 3 or 8: // SHORT, SSHORT
                return UInt16(value, bigEndian);
            case 4 or 9: // LONG, SLONG
                return UInt32(value, bigEndian);
            case 16 or 17: // LONG8, SLONG8: too long for the entry, which holds their offset
                var at = UInt32(value, bigEndian);
                return at + 8L > exif.Length ? 0 : UInt64(exif[(int)at..], bigEndian);
            default:
                return 0;
        }
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);

    private static ulong UInt64(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(at) : BinaryPrimitives.ReadUInt64LittleEndian(at);
}
