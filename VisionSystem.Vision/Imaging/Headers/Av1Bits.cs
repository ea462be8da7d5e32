namespace VisionSystem.Vision.Imaging;

/// <summary>Reads bits from the highest of each byte on; all that are not there are 0.</summary>
internal ref struct Av1Bits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private long _position;

    /// <summary>Whether a bit was asked for that is not there.</summary>
    public bool Failed { get; private set; }

    /// <param name="count">0 to 32.</param>
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

    /// <summary>A number of any length (AV1 specification, section 4.10.3, uvlc).</summary>
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
