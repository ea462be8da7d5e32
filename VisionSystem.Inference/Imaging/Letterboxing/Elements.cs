using System.Runtime.Intrinsics;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>float32, as it is.</summary>
internal readonly unsafe struct SingleElement : IElement<float>
{
    public static float From(float value) => value;

    public static void Write(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
}

/// <summary>uint8, rounded to the nearest and held within 0..255.</summary>
internal readonly unsafe struct ByteElement : IElement<byte>
{
    public static byte From(float value) => (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);

    public static void Write(float* source, byte* target, int count)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var lower = Vector128.Narrow(Round(source + i), Round(source + i + 4));
                var upper = Vector128.Narrow(Round(source + i + 8), Round(source + i + 12));
                Vector128.Narrow(lower, upper).Store(target + i);
            }
        }

        for (; i < count; i++)
        {
            target[i] = From(source[i]);
        }
    }

    private static Vector128<uint> Round(float* source)
    {
        var held = Vector128.Min(Vector128.Max(Vector128.Load(source), Vector128<float>.Zero), Vector128.Create(255f));
        return Vector128.ConvertToInt32(held + Vector128.Create(0.5f)).AsUInt32();
    }
}

/// <summary>float16, rounded to the nearest. Values have to be finite and under 65504, as grey levels are.</summary>
internal readonly unsafe struct HalfElement : IElement<Half>
{
    public static Half From(float value) => (Half)value;

    public static void Write(float* source, Half* target, int count)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= count - Vector128<short>.Count; i += Vector128<short>.Count)
            {
                Vector128.Narrow(Bits(source + i), Bits(source + i + 4)).Store((ushort*)target + i);
            }
        }

        for (; i < count; i++)
        {
            target[i] = From(source[i]);
        }
    }

    // IEEE 754: the exponent moves from bias 127 to 15 and 13 bits of the fraction go, rounded half to even. What is too
    // small for a normal half is added to 0.5, whose last bits then are the subnormal's.
    private static Vector128<uint> Bits(float* source)
    {
        var bits = Vector128.LoadUnsafe(ref *(uint*)source);
        var sign = (bits >>> 16) & Vector128.Create(0x8000u);
        var size = bits & Vector128.Create(0x7FFF_FFFFu);
        var even = (size >>> 13) & Vector128<uint>.One;
        var normal = (size + Vector128.Create(unchecked(0xFFFu - (112u << 23))) + even) >>> 13;
        var small = (size.AsSingle() + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(0.5f).AsUInt32();
        var isSmall = Vector128.LessThan(size, Vector128.Create(113u << 23));
        return Vector128.ConditionalSelect(isSmall, small, normal) | sign;
    }
}
