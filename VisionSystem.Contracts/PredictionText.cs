using System.Diagnostics.CodeAnalysis;

namespace VisionSystem.Contracts;

/// <summary>
/// The rule for the names in a <see cref="Prediction"/> (classes, model, version, source): what every store can hold and every
/// answer can carry. Both services use it, so that nothing is answered that is refused later.
/// </summary>
public static class PredictionText
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>The rule for names in words.</summary>
    public static string NameRule { get; } = $"1 to {MaxLength} characters are expected, none of them U+0000 or half a surrogate pair";

    /// <summary>1 to <see cref="MaxLength"/> characters that can be stored.</summary>
    public static bool IsName([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && IsStorable(text);

    /// <summary>Whether PostgreSQL and JSON can hold it: no U+0000, no half of a surrogate pair.</summary>
    public static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return false;
            }

            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    /// <summary>The first characters, a surrogate pair never cut in two.</summary>
    public static string Cut(string text, int length = MaxLength) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
