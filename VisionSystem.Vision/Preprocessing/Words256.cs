using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>AVX2: two lanes.</summary>
internal readonly unsafe struct Words256 : IWords<Vector256<short>>
{
    public static int Count => Vector256<short>.Count;

    public static Vector256<short> Create(short value) => Vector256.Create(value);

    public static Vector256<short> Load(short* source) => Vector256.Load(source);

    public static void Store(Vector256<short> value, short* target) => value.Store(target);

    public static Vector256<short> LoadBytes(byte* source) => Avx2.ConvertToVector256Int16(source);

    public static void StoreGrey(Vector256<short> value, byte* target)
    {
        var grey = (value + Vector256.Create((short)(RowBlend.Unit / 2))) >> RowBlend.FractionBits;
        Sse2.PackUnsignedSaturate(grey.GetLower(), grey.GetUpper()).Store(target);
    }

    public static Vector256<short> Gather(short* source, int* offsets) =>
        Vector256.Create(Vector128.Load(source + offsets[0]), Vector128.Load(source + offsets[Vector128<short>.Count]));

    public static Vector256<short> Add(Vector256<short> a, Vector256<short> b) => a + b;

    public static Vector256<short> ShiftLeft(Vector256<short> value, int bits) => value << bits;

    public static Vector256<short> MultiplyRounded(Vector256<short> value, Vector256<short> factor) => Avx2.MultiplyHighRoundScale(value, factor);

    public static Vector256<short> Blend(Vector256<short> near, Vector256<short> far, Vector256<short> weight) =>
        near + Avx2.MultiplyHighRoundScale(far - near, weight);

    public static Vector256<short> ZipLow16(Vector256<short> a, Vector256<short> b) => Avx2.UnpackLow(a, b);

    public static Vector256<short> ZipHigh16(Vector256<short> a, Vector256<short> b) => Avx2.UnpackHigh(a, b);

    public static Vector256<short> ZipLow32(Vector256<short> a, Vector256<short> b) => Avx2.UnpackLow(a.AsInt32(), b.AsInt32()).AsInt16();

    public static Vector256<short> ZipHigh32(Vector256<short> a, Vector256<short> b) => Avx2.UnpackHigh(a.AsInt32(), b.AsInt32()).AsInt16();

    public static Vector256<short> ZipLow64(Vector256<short> a, Vector256<short> b) => Avx2.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt16();

    public static Vector256<short> ZipHigh64(Vector256<short> a, Vector256<short> b) => Avx2.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt16();
}
