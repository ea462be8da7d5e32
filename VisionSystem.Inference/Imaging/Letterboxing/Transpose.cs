using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>Turns rows of floats into columns.</summary>
internal static unsafe class Transpose
{
    /// <summary>Rows turned at a time: 16 floats fill a cache line of the target.</summary>
    public const int Rows = 16;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="source"><paramref name="rows"/> rows of <paramref name="columns"/> values.</param>
    /// <param name="sourceStride">Values from one source row to the next.</param>
    /// <param name="rows">1..<see cref="Rows"/>.</param>
    /// <param name="columns">Values in a source row.</param>
    /// <param name="target">Receives <paramref name="columns"/> rows of <paramref name="rows"/> values.</param>
    /// <param name="targetStride">Values from one target row to the next.</param>
    public static void Run(SimdLevel level, float* source, int sourceStride, int rows, int columns, float* target, int targetStride)
    {
        var x = 0;
        if (level > SimdLevel.Scalar && Sse.IsSupported && rows % 4 == 0)
        {
            for (; x <= columns - 4; x += 4)
            {
                for (var y = 0; y < rows; y += 4)
                {
                    Turn4(source + ((long)y * sourceStride) + x, sourceStride, target + ((long)x * targetStride) + y, targetStride);
                }
            }
        }

        for (; x < columns; x++)
        {
            for (var y = 0; y < rows; y++)
            {
                target[((long)x * targetStride) + y] = source[((long)y * sourceStride) + x];
            }
        }
    }

    private static void Turn4(float* source, int sourceStride, float* target, int targetStride)
    {
        var a = Vector128.Load(source);
        var b = Vector128.Load(source + sourceStride);
        var c = Vector128.Load(source + (2 * sourceStride));
        var d = Vector128.Load(source + (3 * sourceStride));
        var abLow = Sse.UnpackLow(a, b);
        var cdLow = Sse.UnpackLow(c, d);
        var abHigh = Sse.UnpackHigh(a, b);
        var cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(abLow, cdLow).Store(target);
        Sse.MoveHighToLow(cdLow, abLow).Store(target + targetStride);
        Sse.MoveLowToHigh(abHigh, cdHigh).Store(target + (2 * targetStride));
        Sse.MoveHighToLow(cdHigh, abHigh).Store(target + (3 * targetStride));
    }
}
