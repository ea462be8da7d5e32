using System.ComponentModel;
using System.Globalization;

namespace VisionSystem.Contracts.Configuration;

/// <summary>
/// A list in one setting: <c>tensorrt,cuda,cpu</c>. Blanks around items and empty items do not count. A class of its own,
/// since the binder adds the items of a plain array to its default instead of taking their place.
/// </summary>
/// <param name="Items">The items, in order.</param>
[TypeConverter(typeof(CommaListConverter))]
public sealed record CommaList(params IReadOnlyList<string> Items)
{
    public static CommaList Parse(string text) =>
        new(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    public override string ToString() => string.Join(',', Items);
}

/// <summary>Lets the configuration binder read a <see cref="CommaList"/>.</summary>
internal sealed class CommaListConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        CommaList.Parse((string)value);
}
