using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VisionSystem.Contracts.Configuration;

/// <summary>
/// A number of bytes with a text form: <c>10gb</c>, <c>512mb</c>, <c>64kb</c>, <c>123</c>. Units are powers of 1024 and
/// case-insensitive; numbers are integers.
/// </summary>
/// <param name="Bytes">The number of bytes, ≥ 0.</param>
[TypeConverter(typeof(ByteSizeConverter))]
public readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, int Shift)[] Units = [("gb", 30), ("mb", 20), ("kb", 10), ("b", 0), ("", 0)];

    /// <summary>Parses a size of at most 2⁶³−1 bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">The size; 0 if the text is invalid.</param>
    /// <returns>True if the text is valid.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        var trimmed = (text ?? "").Trim();
        var (suffix, shift) = Units.First(unit => trimmed.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase));
        var number = trimmed.AsSpan(0, trimmed.Length - suffix.Length).TrimEnd();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue >> shift)
        {
            return false;
        }

        size = new ByteSize(value << shift);
        return true;
    }

    /// <summary>Parses a size of at most 2⁶³−1 bytes.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The size.</returns>
    /// <exception cref="FormatException">The text is invalid.</exception>
    public static ByteSize Parse(string text) =>
        TryParse(text, out var size) ? size : throw new FormatException($"'{text}' is not a size like 10gb, 512mb or 64kb");

    /// <summary>The shortest exact form: <c>10gb</c>, <c>1536kb</c>, <c>123</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var bytes = Bytes;
        var (suffix, shift) = Units.First(unit => unit.Shift == 0 || (bytes > 0 && bytes % (1L << unit.Shift) == 0));
        return (bytes >> shift).ToString(CultureInfo.InvariantCulture) + (shift == 0 ? "" : suffix);
    }
}

/// <summary>Converts configuration text to <see cref="ByteSize"/>.</summary>
internal sealed class ByteSizeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        ByteSize.Parse((string)value);
}
