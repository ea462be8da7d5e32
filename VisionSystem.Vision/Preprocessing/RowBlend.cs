using System.Runtime.Intrinsics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Blends two stored rows into one, still <c>RGBRGB…</c>, in units of 1/<see cref="Unit"/> grey level: 255 of them fit
/// sixteen bits, so the interpolation along x continues in sixteen bits.
/// </summary>
internal static unsafe class RowBlend
{
    /// <summary>The number of bits for fractions of a grey level.</summary>
    public const int FractionBits = 7;

    /// <summary>One grey level.</summary>
    public const int Unit = 1 << FractionBits;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="near">The upper row; <see cref="PixelMemory.Slack"/> bytes past its end must be readable.</param>
    /// <param name="far">The lower row, likewise.</param>
    /// <param name="weight">The lower row's weight, in units of 1/2¹⁵.</param>
    /// <param name="target">Space for the values, rounded up to <see cref="ResampleAxis.Step"/>.</param>
    /// <param name="count">The number of values.</param>
    public static void Run(SimdLevel level, byte* near, byte* far, short weight, short* target, int count)
    {
        switch (level)
        {
            case SimdLevel.Vector512:
                Run<Words512, Vector512<short>>(near, far, weight, target, count);
                break;
            case SimdLevel.Vector256:
                Run<Words256, Vector256<short>>(near, far, weight, target, count);
                break;
            case SimdLevel.Vector128:
                Run<Words128, Vector128<short>>(near, far, weight, target, count);
                break;
            default:
                for (var i = 0; i < count; i++)
                {
                    target[i] = (short)((near[i] << FractionBits) + Simd.MultiplyRounded((far[i] - near[i]) << FractionBits, weight));
                }

                break;
        }
    }

    private static void Run<TWords, TVector>(byte* near, byte* far, short weight, short* target, int count)
        where TWords : IWords<TVector>
        where TVector : struct
    {
        var weights = TWords.Create(weight);
        for (var i = 0; i < count; i += TWords.Count)
        {
            var a = TWords.ShiftLeft(TWords.LoadBytes(near + i), FractionBits);
            var b = TWords.ShiftLeft(TWords.LoadBytes(far + i), FractionBits);
            TWords.Store(TWords.Blend(a, b, weights), target + i);
        }
    }
}
