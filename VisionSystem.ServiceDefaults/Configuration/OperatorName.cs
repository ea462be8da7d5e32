using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>An environment variable of the deployment documentation and the .NET configuration key that it sets.</summary>
/// <param name="Name">The environment variable: <c>CV_MAX_PIXELS</c>.</param>
/// <param name="Key">The configuration key: <c>Vision:Images:MaxPixels</c>.</param>
/// <param name="Meaning">One sentence for the operator.</param>
public sealed record OperatorName(string Name, string Key, string Meaning)
{
    /// <summary>Other names for the same key. <see cref="Name"/> takes precedence, then the first alias that is set.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Extracts the value of this key from the value of an alias, null if it has none; without it the complete value applies.</summary>
    internal Func<string, string?>? FromAlias { get; init; }

    /// <summary><see cref="Name"/>, then the aliases.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Name);

    /// <summary>Every name that is set and its value, in order of precedence. An empty value counts as not set.</summary>
    internal IEnumerable<(string Name, string Text)> Values(IConfiguration configuration) =>
        from name in Names
        let text = configuration[name]
        where !string.IsNullOrWhiteSpace(text)
        select (name, text);

    /// <summary>The value of this key in a text given under one of its names; null if it has none.</summary>
    internal string? Read(string givenAs, string text) => givenAs == Name || FromAlias is null ? text.Trim() : FromAlias(text.Trim());
}
