using System.Numerics;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// How the sum of a box's grey levels becomes their mean: up to <see cref="MostPixels"/> pixels as vectors of 16-bit words
/// can do it too, by a product in place of a division.
/// </summary>
internal readonly struct BoxAverage
{
    /// <summary>Pixels whose sum fits a signed word: 255 · 128 = 32640.</summary>
    public const int MostPixels = 128;

    private readonly int _pixels;

    /// <param name="pixels">Pixels in the box, from 1.</param>
    public BoxAverage(int pixels)
    {
        _pixels = pixels;
        if (pixels <= MostPixels)
        {
            // The sum is brought up to the pixels' next power of two, 128, and the product is in 64ths of grey levels.
            Shift = BitOperations.Log2(MostPixels) - BitOperations.Log2((uint)(2 * pixels) - 1);
            Factor = (short)Math.Round((1 << 15) * (RowBlend.Unit / 2.0) / (pixels << Shift));
        }
    }

    /// <summary>By how many bits the sum is shifted before it is multiplied with <see cref="Factor"/>.</summary>
    public int Shift { get; }

    /// <summary>What makes halves of <see cref="RowBlend.Unit"/> of the shifted sum.</summary>
    public short Factor { get; }

    public byte Of(int sum) => _pixels > MostPixels
        ? (byte)((sum + (_pixels / 2)) / _pixels)
        : (byte)(((2 * Simd.MultiplyRounded(sum << Shift, Factor)) + (RowBlend.Unit / 2)) >> RowBlend.FractionBits);
}
