using System.Numerics;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Converts the sum of a box's grey levels to their mean. Up to <see cref="MaxPixels"/> pixels, a multiplication replaces
/// the division, so that vectors of 16-bit words can compute it too.
/// </summary>
internal readonly struct BoxAverage
{
    /// <summary>The number of pixels whose sum fits a signed word: 255 · 128 = 32640.</summary>
    public const int MaxPixels = 128;

    private readonly int _pixels;

    /// <param name="pixels">The number of pixels in the box, from 1.</param>
    public BoxAverage(int pixels)
    {
        _pixels = pixels;
        if (pixels <= MaxPixels)
        {
            // The shift extends the next power of two of the pixel count to 128; the product is in 64ths of grey levels.
            Shift = BitOperations.Log2(MaxPixels) - BitOperations.Log2((uint)(2 * pixels) - 1);
            Factor = (short)Math.Round((1 << 15) * (RowBlend.Unit / 2.0) / (pixels << Shift));
        }
    }

    /// <summary>The number of bits by which the sum is shifted before the multiplication with <see cref="Factor"/>.</summary>
    public int Shift { get; }

    /// <summary>The factor that converts the shifted sum to halves of <see cref="RowBlend.Unit"/>.</summary>
    public short Factor { get; }

    public byte Average(int sum) => _pixels > MaxPixels
        ? (byte)((sum + (_pixels / 2)) / _pixels)
        : (byte)(((2 * Simd.MultiplyRounded(sum << Shift, Factor)) + (RowBlend.Unit / 2)) >> RowBlend.FractionBits);
}
