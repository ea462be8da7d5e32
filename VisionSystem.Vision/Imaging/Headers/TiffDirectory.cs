using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>The first directory of a TIFF (TIFF 6.0, section 2), which describes one page.</summary>
internal readonly ref struct TiffDirectory
{
    public const int EntrySize = 12;

    private const int HeaderLength = 8;
    private const ushort ShortType = 3;
    private const ushort LongType = 4;

    private readonly ReadOnlySpan<byte> _file;

    private TiffDirectory(ReadOnlySpan<byte> file, int start, int count)
    {
        _file = file;
        Start = start;
        Count = count;
    }

    /// <summary>The offset of the first entry in the file.</summary>
    public int Start { get; }

    public int Count { get; }

    private bool BigEndian => IsBigEndian(_file);

    public static bool IsBigEndian(ReadOnlySpan<byte> file) => file[0] == (byte)'M';

    /// <returns>False where the directory is truncated.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, out TiffDirectory directory)
    {
        directory = default;
        var at = file.Length < HeaderLength ? uint.MaxValue : UInt32(file[4..], IsBigEndian(file));
        if (at < HeaderLength || at > file.Length - 2L)
        {
            return false;
        }

        int count = UInt16(file[(int)at..], IsBigEndian(file));
        var end = at + 2L + ((long)count * EntrySize);
        if (end > file.Length)
        {
            return false;
        }

        directory = new TiffDirectory(file, (int)at + 2, count);
        return true;
    }

    public ushort TagAt(int index) => UInt16(_file[(Start + (index * EntrySize))..], BigEndian);

    /// <summary>Returns a tag's value; of several values the largest.</summary>
    /// <returns><paramref name="other"/> where the tag is absent; null where its value is not an integer or lies outside the file.</returns>
    public uint? Value(ushort tag, uint other)
    {
        for (var i = 0; i < Count; i++)
        {
            if (TagAt(i) == tag)
            {
                return Largest(_file.Slice(Start + (i * EntrySize), EntrySize));
            }
        }

        return other;
    }

    private uint? Largest(ReadOnlySpan<byte> entry)
    {
        var size = UInt16(entry[2..], BigEndian) switch { ShortType => 2, LongType => 4, _ => 0 };
        long count = UInt32(entry[4..], BigEndian);
        if (size == 0 || count == 0)
        {
            return null;
        }

        var values = entry[8..];
        if (size * count > values.Length)
        {
            var at = UInt32(values, BigEndian);
            if (at + (size * count) > _file.Length)
            {
                return null;
            }

            values = _file.Slice((int)at, (int)(size * count));
        }

        uint largest = 0;
        for (var i = 0; i < count; i++)
        {
            largest = Math.Max(largest, size == 2 ? UInt16(values[(i * size)..], BigEndian) : UInt32(values[(i * size)..], BigEndian));
        }

        return largest;
    }

    private static ushort UInt16(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private static uint UInt32(ReadOnlySpan<byte> at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
