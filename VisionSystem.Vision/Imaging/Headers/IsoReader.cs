namespace VisionSystem.Vision.Imaging;

/// <summary>Reads consecutive big-endian numbers; numbers past the end are 0.</summary>
/// <param name="data">The bytes to read from.</param>
/// <param name="at">The offset of the first number.</param>
internal ref struct IsoReader(ReadOnlySpan<byte> data, int at = 0)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; } = at;

    /// <summary>True if a read passed the end.</summary>
    public bool Failed { get; private set; }

    /// <param name="bytes">The number of bytes, 0..8.</param>
    public ulong Number(int bytes)
    {
        if (Failed || bytes > _data.Length - Position)
        {
            Failed = true;
            return 0;
        }

        ulong value = 0;
        foreach (var part in _data.Slice(Position, bytes))
        {
            value = (value << 8) | part;
        }

        Position += bytes;
        return value;
    }

    public byte Byte() => (byte)Number(1);

    public ushort UInt16() => (ushort)Number(2);

    public uint UInt32() => (uint)Number(4);

    public void Skip(int bytes)
    {
        Failed |= bytes > _data.Length - Position;
        Position += Failed ? 0 : bytes;
    }
}
