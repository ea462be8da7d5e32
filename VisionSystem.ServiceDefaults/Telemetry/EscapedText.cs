using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// Escapes characters of client input that could forge a line, control a terminal or reorder the text beside them: control
/// characters, line and paragraph separators, and invisible format characters such as bidirectional controls
/// (https://www.unicode.org/reports/tr36/, https://trojansource.codes).
/// </summary>
public static partial class EscapedText
{
    private const string KeyPrefix = "vs_";

    /// <summary>The high surrogate of U+E0000 to U+E03FF: invisible tag characters.</summary>
    private const char Tags = '\uDB40';

    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(character => character == Tags || CharUnicodeInfo.GetUnicodeCategory(character) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)]);

    /// <summary>True if the text contains a character that <see cref="Of"/> escapes.</summary>
    /// <param name="text">The text.</param>
    public static bool IsNeededFor(ReadOnlySpan<char> text) => text.ContainsAny(Unsafe);

    /// <summary>The text with each of these characters as <c>\uXXXX</c>; the text itself if it contains none.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text)
    {
        if (!IsNeededFor(text))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        using var writer = new StringWriter(escaped, CultureInfo.InvariantCulture);
        Write(writer, text);
        return escaped.ToString();
    }

    /// <summary>The text with every API key in it shortened to its public id, such as one in a path by mistake.</summary>
    /// <param name="text">The text.</param>
    public static string WithoutKeys(string text) => text.Contains(KeyPrefix, StringComparison.Ordinal) ? ApiKeys().Replace(text, "$1…") : text;

    /// <summary>The escaped beginning of a text that clients control.</summary>
    /// <param name="text">The text; null remains null.</param>
    /// <param name="length">The most characters of the text to use.</param>
    public static string? Shortened(string? text, int length)
    {
        if (text is null)
        {
            return null;
        }

        text = WithoutKeys(text);
        return text.Length <= length ? Of(text) : Of(text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]) + "…";
    }

    /// <summary>Writes the text with each of these characters as <c>\uXXXX</c>.</summary>
    /// <param name="writer">The output.</param>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">True to write line feeds unchanged.</param>
    internal static void Write(TextWriter writer, ReadOnlySpan<char> text, bool keepLines = false)
    {
        while (text.IndexOfAny(Unsafe) is >= 0 and var index)
        {
            writer.Write(text[..index]);
            var count = text[index] == Tags && index + 1 < text.Length ? 2 : 1;
            foreach (var character in text.Slice(index, count))
            {
                if (character == '\n' && keepLines)
                {
                    writer.Write(character);
                }
                else
                {
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"));
                }
            }

            text = text[(index + count)..];
        }

        writer.Write(text);
    }

    [GeneratedRegex("(vs_[a-z0-9]{1,8}_[0-9A-Za-z]{12})_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}")]
    private static partial Regex ApiKeys();
}
