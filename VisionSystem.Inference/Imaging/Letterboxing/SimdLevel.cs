using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>The widest vectors that may be used.</summary>
internal enum SimdLevel
{
    Scalar,
    Vector128,
    Vector256,
    Vector512,
}

/// <summary>What this machine has.</summary>
internal static class Simd
{
    /// <summary>The widest level that every kernel has instructions for.</summary>
    public static SimdLevel Best { get; } =
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported ? SimdLevel.Vector512
        : Avx2.IsSupported ? SimdLevel.Vector256
        : Ssse3.IsSupported || AdvSimd.Arm64.IsSupported ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>The lower halves of both, alternating: a0 b0 a1 b1 …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipLow(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <summary>The upper halves of both, alternating.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ZipHigh(Vector128<byte> a, Vector128<byte> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <inheritdoc cref="ZipLow(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> ZipLow(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <inheritdoc cref="ZipLow(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ZipLow(Vector128<int> a, Vector128<int> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    /// <inheritdoc cref="ZipHigh(Vector128{byte}, Vector128{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ZipHigh(Vector128<int> a, Vector128<int> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    /// <summary>Sums of neighbours' products: a0·b0 + a1·b1, a2·b2 + a3·b3, …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddPairs(Vector128<short> a, Vector128<short> b) =>
        Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(a, b)
            : AdvSimd.Arm64.AddPairwise(
                AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()),
                AdvSimd.MultiplyWideningUpper(a, b));
}
