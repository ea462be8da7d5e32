using System.Diagnostics.CodeAnalysis;

namespace VisionSystem.Contracts;

/// <summary>
/// The rule for the names in a <see cref="Prediction"/> (classes, model, version, source), which every store and every response
/// supports. Both services apply it, so that a returned prediction is never rejected later.
/// </summary>
public static class PredictionText
{
    /// <summary>The maximum length of a name, characters.</summary>
    public const int MaxLength = 255;

    /// <summary>The rule for names as text for error messages.</summary>
    public static string NameRule { get; } = $"1 to {MaxLength} characters are expected, none of them U+0000 or half a surrogate pair";

    /// <summary>True for a valid name: 1 to <see cref="MaxLength"/> storable characters.</summary>
    /// <param name="text">The name.</param>
    /// <returns>True if the name is valid.</returns>
    public static bool IsName([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && IsStorable(text);

    /// <summary>True for text that PostgreSQL and JSON support: without U+0000 and unpaired surrogates.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if the text is storable.</returns>
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

    /// <summary>Truncates a text without splitting a surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The maximum length, characters, ≥ 1.</param>
    /// <returns>The text, or its first <paramref name="length"/> or <paramref name="length"/> − 1 characters.</returns>
    public static string Cut(string text, int length = MaxLength) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
