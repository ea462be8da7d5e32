using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>The widest vectors that a kernel may use.</summary>
internal enum SimdLevel
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}

/// <summary>The vector support of this machine.</summary>
internal static class Simd
{
    /// <summary>The widest level for which every kernel has instructions.</summary>
    public static SimdLevel Best { get; } =
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? SimdLevel.Vector512
        : Avx2.IsSupported ? SimdLevel.Vector256
        : Ssse3.IsSupported || AdvSimd.Arm64.IsSupported ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>
    /// Computes <c>(value · factor + 2¹⁴) / 2¹⁵</c>, rounded down, of 16-bit numbers, like the instructions of x86 (PMULHRSW)
    /// and ARM (SQRDMULH).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MultiplyRounded(int value, int factor) => ((value * factor) + (1 << 14)) >> 15;
}
