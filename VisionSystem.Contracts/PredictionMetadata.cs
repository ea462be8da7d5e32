using System.Text.RegularExpressions;

namespace VisionSystem.Contracts;

/// <summary>The bounds of <see cref="Prediction.Metadata"/>: names and values that a search can name in a query string.</summary>
public static partial class PredictionMetadata
{
    /// <summary>The most entries of one prediction.</summary>
    public const int MaxEntries = 16;

    /// <summary>The longest value, in characters.</summary>
    public const int MaxValueLength = 255;

    /// <summary>1 to 64 characters of <c>A-Z a-z 0-9 _ . -</c>.</summary>
    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    /// <summary>At most <see cref="MaxValueLength"/> characters that can be stored: see <see cref="PredictionText.IsStorable"/>.</summary>
    public static bool IsValue(string? value) => value is { Length: <= MaxValueLength } && PredictionText.IsStorable(value);

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Name();
}
