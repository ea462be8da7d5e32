using System.Runtime.Intrinsics;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// Blends two rows into one: <c>round(a · near + b · far) · scale + offset</c>. The rounding to whole grey levels is OpenCV's:
/// models were trained on pictures that were bytes again after their resize, and a quantised one tells the difference.
/// </summary>
internal static unsafe class BlendKernel
{
    /// <summary>1.5 · 2²³: a float of that size has no bits for fractions, so adding and taking it away rounds.</summary>
    private const float Rounding = 12582912f;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="a">The upper row.</param>
    /// <param name="near">Its weight, which brings it to grey levels.</param>
    /// <param name="b">The lower row.</param>
    /// <param name="far">Its weight.</param>
    /// <param name="scale">What a grey level is multiplied with.</param>
    /// <param name="offset">What is added then.</param>
    /// <param name="target">Where the values go.</param>
    /// <param name="count">How many.</param>
    public static void Run(SimdLevel level, float* a, float near, float* b, float far, float scale, float offset, float* target, int count)
    {
        var i = 0;
        if (level == SimdLevel.Vector512)
        {
            for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                var grey = Vector512.FusedMultiplyAdd(Vector512.Load(b + i), Vector512.Create(far), Vector512.Load(a + i) * near);
                grey = grey + Vector512.Create(Rounding) - Vector512.Create(Rounding);
                Vector512.FusedMultiplyAdd(grey, Vector512.Create(scale), Vector512.Create(offset)).Store(target + i);
            }
        }

        if (level >= SimdLevel.Vector256)
        {
            for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var grey = Vector256.FusedMultiplyAdd(Vector256.Load(b + i), Vector256.Create(far), Vector256.Load(a + i) * near);
                grey = grey + Vector256.Create(Rounding) - Vector256.Create(Rounding);
                Vector256.FusedMultiplyAdd(grey, Vector256.Create(scale), Vector256.Create(offset)).Store(target + i);
            }
        }

        if (level >= SimdLevel.Vector128)
        {
            for (; i <= count - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                // Not fused: without that instruction a fused product is many times slower than two steps.
                var grey = (Vector128.Load(b + i) * far) + (Vector128.Load(a + i) * near);
                grey = grey + Vector128.Create(Rounding) - Vector128.Create(Rounding);
                ((grey * scale) + Vector128.Create(offset)).Store(target + i);
            }
        }

        for (; i < count; i++)
        {
            var grey = (b[i] * far) + (a[i] * near);
            grey = grey + Rounding - Rounding;
            target[i] = (grey * scale) + offset;
        }
    }
}
