using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Transposes a square of grey levels.</summary>
internal static unsafe class Transpose
{
    /// <summary>The number of rows and columns transposed per call.</summary>
    public const int Side = 16;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="source">Sixteen rows of sixteen bytes.</param>
    /// <param name="stride">Bytes from one source row to the next.</param>
    /// <param name="target">Receives the columns as rows.</param>
    /// <param name="targetStride">Bytes from one target row to the next.</param>
    public static void Run(SimdLevel level, byte* source, int stride, byte* target, int targetStride)
    {
        if (level == SimdLevel.Scalar)
        {
            for (var i = 0; i < Side * Side; i++)
            {
                target[((long)(i / Side) * targetStride) + (i % Side)] = source[((long)(i % Side) * stride) + (i / Side)];
            }

            return;
        }

        // Zipping row y with row y + 8 exchanges one bit of every value's row number with one of its column number. Four
        // rounds exchange all four bits. Each pass does two rounds.
        var half = stackalloc byte[Side * Side];
        for (var y = 0; y < 4; y++)
        {
            ZipTwice(source + (y * (long)stride), 4L * stride, half + (4 * Side * y), Side);
        }

        for (var y = 0; y < 4; y++)
        {
            ZipTwice(half + (Side * y), 4 * Side, target + (4L * targetStride * y), targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ZipTwice(byte* source, long stride, byte* target, long targetStride)
    {
        var (a, b) = (Vector128.Load(source), Vector128.Load(source + stride));
        var (c, d) = (Vector128.Load(source + (2 * stride)), Vector128.Load(source + (3 * stride)));
        var (acLow, acHigh, bdLow, bdHigh) = (ZipLow(a, c), ZipHigh(a, c), ZipLow(b, d), ZipHigh(b, d));
        ZipLow(acLow, bdLow).Store(target);
        ZipHigh(acLow, bdLow).Store(target + targetStride);
        ZipLow(acHigh, bdHigh).Store(target + (2 * targetStride));
        ZipHigh(acHigh, bdHigh).Store(target + (3 * targetStride));
    }

    private static Vector128<byte> ZipLow(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    private static Vector128<byte> ZipHigh(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
