namespace Microsoft.ML.OnnxRuntime;

/// <summary>The upper half of a 32-bit IEEE 754 number: 8 bits of exponent, 7 of fraction.</summary>
public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>
{
    /// <summary>The bits.</summary>
    public readonly ushort value;

    /// <param name="v">The bits; nothing is converted.</param>
    public BFloat16(ushort v) => value = v;

    public static BFloat16 Zero => new(0x0000);

    public static BFloat16 One => new(0x3F80);

    public static BFloat16 NaN => new(0xFFC0);

    public static BFloat16 PositiveInfinity => new(0x7F80);

    public static BFloat16 NegativeInfinity => new(0xFF80);

    public static BFloat16 MinValue => new(0xFF7F);

    public static BFloat16 MaxValue => new(0x7F7F);

    /// <summary>Rounds to the nearest, ties to even.</summary>
    public static explicit operator BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value)
            ? new BFloat16((ushort)((bits >> 16) | 0x0040)) // stays a NaN when only low bits said so
            : new BFloat16((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The same number; exact.</summary>
    public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.value << 16);

    public static bool operator ==(BFloat16 left, BFloat16 right) => (float)left == (float)right;

    public static bool operator !=(BFloat16 left, BFloat16 right) => (float)left != (float)right;

    public static bool operator <(BFloat16 left, BFloat16 right) => (float)left < (float)right;

    public static bool operator >(BFloat16 left, BFloat16 right) => (float)left > (float)right;

    public static bool operator <=(BFloat16 left, BFloat16 right) => (float)left <= (float)right;

    public static bool operator >=(BFloat16 left, BFloat16 right) => (float)left >= (float)right;

    public static bool IsNaN(BFloat16 value) => float.IsNaN((float)value);

    public static bool IsFinite(BFloat16 value) => float.IsFinite((float)value);

    public static bool IsInfinity(BFloat16 value) => float.IsInfinity((float)value);

    public static bool IsNegative(BFloat16 value) => (short)value.value < 0;

    /// <summary>The same number; exact.</summary>
    public float ToFloat() => (float)this;

    /// <summary>Orders by number, NaN first.</summary>
    public int CompareTo(BFloat16 other) => ToFloat().CompareTo(other.ToFloat());

    /// <exception cref="ArgumentException">It is another type.</exception>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException($"It is not a {nameof(BFloat16)}.", nameof(obj)),
    };

    /// <summary>Whether the numbers are equal; NaN equals NaN, and zero equals minus zero.</summary>
    public bool Equals(BFloat16 other) => ToFloat().Equals(other.ToFloat());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToFloat().GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => $"{value} : {ToFloat()}";
}
