using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Enumerates consecutive boxes (ISO/IEC 14496-12, section 4.2). No box extends beyond its container, whatever length it states.</summary>
/// <param name="content">A file, or the content of a box that contains boxes.</param>
internal ref struct IsoBoxes(ReadOnlySpan<byte> content)
{
    private const int ShortHeader = 8;
    private const int LongHeader = 16;

    private readonly ReadOnlySpan<byte> _content = content;
    private int _next;

    /// <summary>The box type, four letters as a number.</summary>
    public uint Type { get; private set; }

    /// <summary>The box without its length and type.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The offset of <see cref="Data"/> within the content.</summary>
    public int Start { get; private set; }

    /// <summary>True if the content ends within the box.</summary>
    public bool IsTruncated { get; private set; }

    public static uint TypeOf(ReadOnlySpan<byte> letters) => BinaryPrimitives.ReadUInt32BigEndian(letters);

    /// <returns>False after the last box, and where the next bytes are not a box.</returns>
    public bool MoveNext()
    {
        var rest = _content[_next..];
        if (rest.Length < ShortHeader)
        {
            return false;
        }

        ulong length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        var header = ShortHeader;
        Type = TypeOf(rest[4..]);
        if (length == 1)
        {
            header = LongHeader;
            length = rest.Length < LongHeader ? 0 : BinaryPrimitives.ReadUInt64BigEndian(rest[ShortHeader..]);
        }
        else if (length == 0)
        {
            // The last box may extend to the end.
            length = (ulong)rest.Length;
        }

        if (length < (ulong)header)
        {
            return false;
        }

        IsTruncated = length > (ulong)rest.Length;
        var end = IsTruncated ? rest.Length : (int)length;
        Start = _next + header;
        Data = rest[header..end];
        _next += end;
        return true;
    }
}
