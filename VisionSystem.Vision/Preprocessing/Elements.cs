namespace VisionSystem.Vision.Preprocessing;

/// <summary>float32, as it is.</summary>
internal readonly struct SingleElement : IElement<float>
{
    public static float From(float value) => value;
}

/// <summary>uint8, rounded to the nearest and held within 0..255.</summary>
internal readonly struct ByteElement : IElement<byte>
{
    public static byte From(float value) => (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);
}

/// <summary>float16, rounded to the nearest.</summary>
internal readonly struct HalfElement : IElement<Half>
{
    public static Half From(float value) => (Half)value;
}
