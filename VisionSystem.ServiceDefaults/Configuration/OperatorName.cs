using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>A name that operators know, and the .NET configuration key that it stands for.</summary>
/// <param name="Name">The environment variable: <c>CV_MAX_PIXELS</c>.</param>
/// <param name="Key">The configuration key: <c>Vision:Images:MaxPixels</c>.</param>
/// <param name="Meaning">One sentence for the operator.</param>
public sealed record OperatorName(string Name, string Key, string Meaning)
{
    /// <summary>Other names for the same key; the first one that is set wins, after <see cref="Name"/>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Reads the part of an alias' value that belongs to this key, null for none; without it, all of the value does.</summary>
    internal Func<string, string?>? FromAlias { get; init; }

    /// <summary><see cref="Name"/>, then the aliases.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Name);

    /// <summary>Every name that is set, in order of precedence, and its value. An empty value counts as not set.</summary>
    internal IEnumerable<(string Name, string Text)> Values(IConfiguration configuration) =>
        from name in Names
        let text = configuration[name]
        where !string.IsNullOrWhiteSpace(text)
        select (name, text);

    /// <summary>What a value given under one of the names says of this key; null for nothing.</summary>
    internal string? Read(string givenAs, string text) => givenAs == Name || FromAlias is null ? text.Trim() : FromAlias(text.Trim());
}
