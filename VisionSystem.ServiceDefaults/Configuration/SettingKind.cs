using System.Globalization;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>What values a setting takes, and how they are written for the .NET binder.</summary>
/// <param name="Name">
/// <c>integer</c>, <c>boolean</c>, <c>size</c>, <c>url</c>, <c>choice</c>, <c>path</c>, <c>duration</c>, <c>text</c>,
/// <c>secret</c>, <c>prefix</c> or <c>list</c>.
/// </param>
/// <param name="Expectation">Completes the sentence "'abc' is not …".</param>
/// <param name="Normalize">The value as the binder reads it, or null when it is not acceptable.</param>
/// <param name="IsSecret">Values are never printed.</param>
public sealed record SettingKind(string Name, string Expectation, Func<string, string?> Normalize, bool IsSecret = false)
{
    public static SettingKind Boolean { get; } = new("boolean", "true or false", NormalizeBoolean);

    public static SettingKind Size { get; } = new(
        "size", "a size like 10gb, 512mb or 64kb", value => ByteSize.TryParse(value, out var size) ? size.ToString() : null);

    public static SettingKind Path { get; } = new(
        "path", "a path of a file or folder", value => value.AsSpan().ContainsAnyInRange('\0', '\x1f') ? null : value);

    /// <summary>The first part of the paths of a service behind a proxy.</summary>
    internal static SettingKind PathPrefix { get; } = new("prefix", "a path like /vision, without a query", HttpOptions.NormalizePrefix);

    public static SettingKind Duration { get; } = new(
        "duration", "a duration like 500ms, 30s, 5m or 00:00:30", Durations.Normalize);

    public static SettingKind Text { get; } = new("text", "a text without line breaks", SingleLine);

    public static SettingKind Secret { get; } = new("secret", "a text without line breaks", SingleLine, IsSecret: true);

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public static SettingKind WholeNumber(long min, long max) => new(
        "integer",
        $"a whole number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}",
        value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number.ToString(CultureInfo.InvariantCulture) : null);

    /// <summary>One of a few words, in any case.</summary>
    public static SettingKind Choice(params string[] words) => new(
        "choice", "one of " + string.Join(", ", words), value => words.FirstOrDefault(word => Same(word, value)));

    /// <summary>One of a few words, in any case, each standing for another.</summary>
    internal static SettingKind Choice(string expectation, IReadOnlyDictionary<string, string> words) =>
        new("choice", expectation, value => words.GetValueOrDefault(value.ToUpperInvariant()));

    /// <summary>An absolute URL of one of these schemes.</summary>
    public static SettingKind Url(params string[] schemes) => new("url", UrlExpectation(schemes), value => Url(value, schemes));

    /// <summary>An absolute URL that may hold a password.</summary>
    public static SettingKind SecretUrl(params string[] schemes) => Url(schemes) with { IsSecret = true };

    /// <summary>A comma-separated list whose items all pass <paramref name="accepts"/>.</summary>
    public static SettingKind List(string expectation, Predicate<string> accepts) => new(
        "list",
        "a comma-separated list of " + expectation,
        value => CommaList.Parse(value) is { Items.Count: > 0 } list && list.Items.All(item => accepts(item)) ? list.ToString() : null);

    private static string? NormalizeBoolean(string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => "true",
        "FALSE" or "0" or "NO" or "OFF" => "false",
        _ => null,
    };

    private static string? SingleLine(string value) => value.AsSpan().ContainsAny('\r', '\n', '\0') ? null : value;

    private static string UrlExpectation(string[] schemes) =>
        "a URL that starts with " + string.Join(" or ", schemes.Select(scheme => scheme + "://"));

    private static string? Url(string value, string[] schemes) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && schemes.Any(scheme => Same(scheme, uri.Scheme))
            ? value
            : null;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
