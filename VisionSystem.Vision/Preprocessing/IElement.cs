namespace VisionSystem.Vision.Preprocessing;

/// <summary>Converts float values to a model's element type.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IElement<T>
    where T : unmanaged
{
    static abstract T From(float value);
}

/// <summary>float32, unchanged.</summary>
internal readonly struct SingleElement : IElement<float>
{
    public static float From(float value) => value;
}

/// <summary>uint8, clamped to 0..255 and rounded to the nearest.</summary>
internal readonly struct ByteElement : IElement<byte>
{
    public static byte From(float value) => (byte)(Math.Clamp(value, 0f, 255f) + 0.5f);
}

/// <summary>float16, rounded to the nearest.</summary>
internal readonly struct HalfElement : IElement<Half>
{
    public static Half From(float value) => (Half)value;
}
