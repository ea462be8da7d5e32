using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>SSSE3 or NEON: one lane.</summary>
internal readonly unsafe struct Words128 : IWords<Vector128<short>>
{
    public static int Count => Vector128<short>.Count;

    public static Vector128<short> Create(short value) => Vector128.Create(value);

    public static Vector128<short> Load(short* source) => Vector128.Load(source);

    public static void Store(Vector128<short> value, short* target) => value.Store(target);

    public static Vector128<short> LoadBytes(byte* source) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)source).AsByte()).AsInt16();

    public static void StoreGrey(Vector128<short> value, byte* target)
    {
        var grey = (value + Vector128.Create((short)(RowBlend.Unit / 2))) >> RowBlend.FractionBits;
        *(ulong*)target = Vector128.Narrow(grey, grey).AsUInt64().ToScalar();
    }

    public static Vector128<short> Gather(short* source, int* offsets) => Vector128.Load(source + offsets[0]);

    public static Vector128<short> Add(Vector128<short> a, Vector128<short> b) => a + b;

    public static Vector128<short> ShiftLeft(Vector128<short> value, int bits) => value << bits;

    // Both instructions double the product, round it and return its upper half.
    public static Vector128<short> MultiplyRounded(Vector128<short> value, Vector128<short> factor) =>
        Ssse3.IsSupported ? Ssse3.MultiplyHighRoundScale(value, factor) : AdvSimd.MultiplyRoundedDoublingSaturateHigh(value, factor);

    public static Vector128<short> Blend(Vector128<short> near, Vector128<short> far, Vector128<short> weight) =>
        near + MultiplyRounded(far - near, weight);

    public static Vector128<short> ZipLow16(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    public static Vector128<short> ZipHigh16(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    public static Vector128<short> ZipLow32(Vector128<short> a, Vector128<short> b) =>
        (Sse2.IsSupported ? Sse2.UnpackLow(a.AsInt32(), b.AsInt32()) : AdvSimd.Arm64.ZipLow(a.AsInt32(), b.AsInt32())).AsInt16();

    public static Vector128<short> ZipHigh32(Vector128<short> a, Vector128<short> b) =>
        (Sse2.IsSupported ? Sse2.UnpackHigh(a.AsInt32(), b.AsInt32()) : AdvSimd.Arm64.ZipHigh(a.AsInt32(), b.AsInt32())).AsInt16();

    public static Vector128<short> ZipLow64(Vector128<short> a, Vector128<short> b) =>
        (Sse2.IsSupported ? Sse2.UnpackLow(a.AsInt64(), b.AsInt64()) : AdvSimd.Arm64.ZipLow(a.AsInt64(), b.AsInt64())).AsInt16();

    public static Vector128<short> ZipHigh64(Vector128<short> a, Vector128<short> b) =>
        (Sse2.IsSupported ? Sse2.UnpackHigh(a.AsInt64(), b.AsInt64()) : AdvSimd.Arm64.ZipHigh(a.AsInt64(), b.AsInt64())).AsInt16();
}
