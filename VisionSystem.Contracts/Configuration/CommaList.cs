using System.ComponentModel;
using System.Globalization;

namespace VisionSystem.Contracts.Configuration;

/// <summary>
/// A list in one setting: <c>tensorrt,cuda,cpu</c>. Whitespace around items and empty items are ignored. It is not an array
/// because the configuration binder appends the items of an array to its default instead of replacing them.
/// </summary>
/// <param name="Items">The items, in order.</param>
[TypeConverter(typeof(CommaListConverter))]
public sealed record CommaList(params IReadOnlyList<string> Items)
{
    /// <summary>Parses a list.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The list; empty for an empty text.</returns>
    public static CommaList Parse(string text) =>
        new(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The items, joined by commas.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join(',', Items);
}

/// <summary>Converts configuration text to <see cref="CommaList"/>.</summary>
internal sealed class CommaListConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        CommaList.Parse((string)value);
}
