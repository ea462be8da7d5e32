namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>One row of the operators' table.</summary>
/// <param name="Name">The environment variable: <c>CV_MAX_PIXELS</c>.</param>
/// <param name="Key">The .NET configuration key it stands for: <c>Vision:Images:MaxPixels</c>.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Default">The value in effect when nothing is set, as an operator would write it; null for none.</param>
/// <param name="Description">One line for the operator.</param>
public sealed record Setting(string Name, string Key, SettingKind Kind, string? Default, string Description)
{
    /// <summary>Other names for the same thing; the first one set wins, after <see cref="Name"/>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What an alias' value means for this setting, or null for nothing; without it the value itself.</summary>
    internal Func<string, string?>? FromAlias { get; init; }

    /// <summary><see cref="Name"/>, then the aliases.</summary>
    internal IEnumerable<string> Names => Aliases.Prepend(Name);

    /// <summary>What a value given under a name means, as the binder reads it; null for nothing.</summary>
    internal string? Read(string givenAs, string value)
    {
        var meant = givenAs == Name || FromAlias is null ? value.Trim() : FromAlias(value.Trim());
        return meant is null ? null : Kind.Normalize(meant);
    }

    /// <summary>What is wrong with a value given under a name; null when nothing is.</summary>
    internal string? Error(string givenAs, string value)
    {
        if (Kind.Normalize(value.Trim()) is not null)
        {
            return null;
        }

        return Kind.IsSecret
            ? $"{givenAs}: the value is not {Kind.Expectation} (not shown: it may hold a secret)"
            : $"{givenAs}: '{value}' is not {Kind.Expectation}";
    }
}
