using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>AVX-512 with words (BW): four lanes.</summary>
internal readonly unsafe struct Words512 : IWords<Vector512<short>>
{
    public static int Count => Vector512<short>.Count;

    public static Vector512<short> Create(short value) => Vector512.Create(value);

    public static Vector512<short> Load(short* source) => Vector512.Load(source);

    public static void Store(Vector512<short> value, short* target) => value.Store(target);

    public static Vector512<short> LoadBytes(byte* source) => Avx512BW.ConvertToVector512Int16(Vector256.Load(source));

    public static void StoreGrey(Vector512<short> value, byte* target) =>
        Avx512BW.ConvertToVector256Byte((value + Vector512.Create((short)(RowBlend.Unit / 2))) >> RowBlend.FractionBits).Store(target);

    public static Vector512<short> Gather(short* source, int* offsets)
    {
        var lanes = Vector512.CreateScalarUnsafe(0).AsInt16().WithLower(Words256.Gather(source, offsets));
        return lanes.WithUpper(Words256.Gather(source, offsets + Vector256<short>.Count));
    }

    public static Vector512<short> Add(Vector512<short> a, Vector512<short> b) => a + b;

    public static Vector512<short> ShiftLeft(Vector512<short> value, int bits) => value << bits;

    public static Vector512<short> MultiplyRounded(Vector512<short> value, Vector512<short> factor) => Avx512BW.MultiplyHighRoundScale(value, factor);

    public static Vector512<short> Blend(Vector512<short> near, Vector512<short> far, Vector512<short> weight) =>
        near + Avx512BW.MultiplyHighRoundScale(far - near, weight);

    public static Vector512<short> ZipLow16(Vector512<short> a, Vector512<short> b) => Avx512BW.UnpackLow(a, b);

    public static Vector512<short> ZipHigh16(Vector512<short> a, Vector512<short> b) => Avx512BW.UnpackHigh(a, b);

    public static Vector512<short> ZipLow32(Vector512<short> a, Vector512<short> b) => Avx512F.UnpackLow(a.AsInt32(), b.AsInt32()).AsInt16();

    public static Vector512<short> ZipHigh32(Vector512<short> a, Vector512<short> b) => Avx512F.UnpackHigh(a.AsInt32(), b.AsInt32()).AsInt16();

    public static Vector512<short> ZipLow64(Vector512<short> a, Vector512<short> b) => Avx512F.UnpackLow(a.AsInt64(), b.AsInt64()).AsInt16();

    public static Vector512<short> ZipHigh64(Vector512<short> a, Vector512<short> b) => Avx512F.UnpackHigh(a.AsInt64(), b.AsInt64()).AsInt16();
}
