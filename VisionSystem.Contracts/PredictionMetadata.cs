using System.Text.RegularExpressions;

namespace VisionSystem.Contracts;

/// <summary>The bounds of <see cref="Prediction.Metadata"/>, whose names and values are searchable by query string.</summary>
public static partial class PredictionMetadata
{
    /// <summary>The maximum number of entries of one prediction.</summary>
    public const int MaxEntries = 16;

    /// <summary>The maximum length of a value, characters.</summary>
    public const int MaxValueLength = 255;

    /// <summary>True for a valid name: 1 to 64 characters of <c>A-Z a-z 0-9 _ . -</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>True if the name is valid.</returns>
    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    /// <summary>True for a valid value: at most <see cref="MaxValueLength"/> characters, <see cref="PredictionText.IsStorable"/>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True if the value is valid.</returns>
    public static bool IsValue(string? value) => value is { Length: <= MaxValueLength } && PredictionText.IsStorable(value);

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
