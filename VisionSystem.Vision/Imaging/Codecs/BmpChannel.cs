using System.Numerics;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Where a channel lies within a pixel of 16 or 32 bits.</summary>
/// <param name="Mask">The channel's bits; 0 if there is no such channel.</param>
internal readonly record struct BmpChannel(uint Mask)
{
    private readonly int _shift = Mask == 0 ? 0 : BitOperations.TrailingZeroCount(Mask);

    /// <summary>The channel's value, stretched to 0..255.</summary>
    public byte Read(uint pixel)
    {
        var most = Mask >> _shift;
        var value = (pixel & Mask) >> _shift;
        return most is 0 or 255 ? (byte)value : (byte)((((ulong)value * 255) + (most / 2)) / most);
    }
}
