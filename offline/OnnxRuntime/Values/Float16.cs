namespace Microsoft.ML.OnnxRuntime;

/// <summary>A 16-bit IEEE 754 number: 5 bits of exponent, 10 of fraction. In memory the same as <see cref="Half"/>.</summary>
public readonly struct Float16 : IComparable, IComparable<Float16>, IEquatable<Float16>
{
    /// <summary>The bits.</summary>
    public readonly ushort value;

    /// <param name="v">The bits; nothing is converted.</param>
    public Float16(ushort v) => value = v;

    public static Float16 Zero => new(0x0000);

    public static Float16 One => new(0x3C00);

    public static Float16 NaN => new(0xFE00);

    public static Float16 PositiveInfinity => new(0x7C00);

    public static Float16 NegativeInfinity => new(0xFC00);

    public static Float16 MinValue => new(0xFBFF);

    public static Float16 MaxValue => new(0x7BFF);

    /// <summary>Rounds to the nearest, ties to even.</summary>
    public static explicit operator Float16(float value) => new(BitConverter.HalfToUInt16Bits((Half)value));

    /// <summary>The same number; exact.</summary>
    public static explicit operator float(Float16 value) => (float)BitConverter.UInt16BitsToHalf(value.value);

    public static bool operator ==(Float16 left, Float16 right) => (float)left == (float)right;

    public static bool operator !=(Float16 left, Float16 right) => (float)left != (float)right;

    public static bool operator <(Float16 left, Float16 right) => (float)left < (float)right;

    public static bool operator >(Float16 left, Float16 right) => (float)left > (float)right;

    public static bool operator <=(Float16 left, Float16 right) => (float)left <= (float)right;

    public static bool operator >=(Float16 left, Float16 right) => (float)left >= (float)right;

    public static bool IsNaN(Float16 value) => float.IsNaN((float)value);

    public static bool IsFinite(Float16 value) => float.IsFinite((float)value);

    public static bool IsInfinity(Float16 value) => float.IsInfinity((float)value);

    public static bool IsNegative(Float16 value) => (short)value.value < 0;

    /// <summary>The same number; exact.</summary>
    public float ToFloat() => (float)this;

    /// <summary>Orders by number, NaN first.</summary>
    public int CompareTo(Float16 other) => ToFloat().CompareTo(other.ToFloat());

    /// <exception cref="ArgumentException">It is another type.</exception>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Float16 other => CompareTo(other),
        _ => throw new ArgumentException($"It is not a {nameof(Float16)}.", nameof(obj)),
    };

    /// <summary>Whether the numbers are equal; NaN equals NaN, and zero equals minus zero.</summary>
    public bool Equals(Float16 other) => ToFloat().Equals(other.ToFloat());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Float16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToFloat().GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"{value} : {ToFloat()}";
}
