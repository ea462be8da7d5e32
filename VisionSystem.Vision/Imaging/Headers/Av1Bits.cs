namespace VisionSystem.Vision.Imaging;

/// <summary>Reads bits, most significant first; bits past the end are 0.</summary>
internal ref struct Av1Bits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private long _position;

    /// <summary>True if a read passed the end.</summary>
    public bool Failed { get; private set; }

    /// <param name="count">The number of bits, 0..32.</param>
    public uint Read(int count)
    {
        uint value = 0;
        for (; count > 0; count--, _position++)
        {
            Failed |= _position >= _data.Length * 8L;
            value = (value << 1) | (Failed ? 0u : (uint)(_data[(int)(_position / 8)] >> (int)(7 - (_position % 8))) & 1);
        }

        return value;
    }

    /// <summary>Skips a number of variable length (AV1 specification, section 4.10.3, uvlc).</summary>
    public void SkipVariable()
    {
        var zeros = 0;
        while (zeros < 32 && !Failed && Read(1) == 0)
        {
            zeros++;
        }

        Read(zeros < 32 ? zeros : 0);
    }
}
