namespace VisionSystem.Vision.Imaging;

/// <summary>Enumerates the open bitstream units of AV1 data (AV1 specification, section 5.3).</summary>
/// <param name="data">The consecutive units.</param>
internal ref struct Av1Units(ReadOnlySpan<byte> data)
{
    public const int SequenceHeader = 1;
    public const int FrameHeader = 3;
    public const int TileGroup = 4;
    public const int Frame = 6;

    private const int MaxSizeBytes = 8;

    private ReadOnlySpan<byte> _rest = data;

    public int Type { get; private set; }

    /// <summary>The unit with its header.</summary>
    public ReadOnlySpan<byte> Unit { get; private set; }

    /// <summary>The unit without its header.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>True if the next bytes are not a unit, or the data ends within it.</summary>
    public bool Failed { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty || Failed)
        {
            return false;
        }

        int flags = _rest[0];
        var header = (flags & 0x04) != 0 ? 2 : 1;
        var hasSize = (flags & 0x02) != 0;
        long size = _rest.Length - header;
        if (hasSize)
        {
            size = Size(_rest[Math.Min(header, _rest.Length)..], out var bytes);
            header += bytes;
        }

        if ((flags & 0x80) != 0 || size < 0 || header + size > _rest.Length)
        {
            Failed = true;
            return false;
        }

        Type = (flags >> 3) & 15;
        Unit = _rest[..(int)(header + size)];
        Data = Unit[header..];
        _rest = _rest[Unit.Length..];
        return true;
    }

    /// <summary>Section 4.10.5, leb128; -1 where it does not end.</summary>
    private static long Size(ReadOnlySpan<byte> at, out int bytes)
    {
        long size = 0;
        for (bytes = 0; bytes < Math.Min(MaxSizeBytes, at.Length);)
        {
            var part = at[bytes];
            size |= (long)(part & 0x7F) << (7 * bytes++);
            if ((part & 0x80) == 0)
            {
                return size;
            }
        }

        return -1;
    }
}
