using System.Globalization;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>The operator form and the configuration binder's form of the values of a type.</summary>
/// <param name="Noun">Completes the sentence "'abc' is not …".</param>
/// <param name="Parse">Parses an operator's text; null if it is not a value of the type.</param>
/// <param name="Write">Formats a value for the binder.</param>
internal sealed record ValueFormat(string Noun, Func<string, object?> Parse, Func<object, string> Write)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The levels of the deployment guide and of .NET; the first word of a level is the documented one.</summary>
    private static readonly (string Word, LogLevel Level)[] LogLevels =
    [
        ("TRACE", LogLevel.Trace), ("DEBUG", LogLevel.Debug), ("INFO", LogLevel.Information), ("INFORMATION", LogLevel.Information),
        ("WARNING", LogLevel.Warning), ("WARN", LogLevel.Warning), ("ERROR", LogLevel.Error), ("CRITICAL", LogLevel.Critical), ("NONE", LogLevel.None),
    ];

    private static readonly Dictionary<Type, ValueFormat> Formats = new()
    {
        [typeof(bool)] = new("true or false", ParseBoolean, static value => (bool)value ? "true" : "false"),
        [typeof(int)] = new("a whole number", static text => int.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var number) ? number : null, WriteInvariant),
        [typeof(long)] = new("a whole number", static text => long.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var number) ? number : null, WriteInvariant),
        [typeof(double)] = new("a number", static text => double.TryParse(text, NumberStyles.Float, Invariant, out var number) ? number : null, WriteInvariant),
        [typeof(TimeSpan)] = new("a duration", static text => Durations.Parse(text), static value => ((TimeSpan)value).ToString("c", Invariant))
        {
            Examples = " like 500ms, 30s, 5m or 00:00:30",
            Show = static value => Durations.Write((TimeSpan)value),
        },
        [typeof(ByteSize)] = new("a size", static text => ByteSize.TryParse(text, out var size) ? size : null, static value => ((ByteSize)value).ToString())
        {
            Examples = " like 10gb, 512mb or 64kb",
        },
        [typeof(CommaList)] = new("a comma-separated list", ParseList, static value => ((CommaList)value).ToString()),
        [typeof(Uri)] = new(
            AbsoluteUrlAttribute.Expectation("http", "https"),
            static text => AbsoluteUrlAttribute.IsUrl(text, "http", "https") ? new Uri(text) : null,
            static value => ((Uri)value).OriginalString),
        [typeof(LogLevel)] = new("one of DEBUG, INFO, WARNING, ERROR, CRITICAL", ParseLogLevel, static value => ((LogLevel)value).ToString())
        {
            Show = static value => LogLevels.First(level => level.Level == (LogLevel)value).Word,
        },
        [typeof(string)] = new("a text without line breaks", static text => text.AsSpan().ContainsAny('\r', '\n', '\0') ? null : text, static value => (string)value),
    };

    /// <summary>Examples that follow the noun; null if the noun is clear without.</summary>
    public string? Examples { get; init; }

    /// <summary>Formats a value in operator form.</summary>
    public Func<object, string> Show { get; init; } = Write;

    /// <summary>The format of a type; null if its values have no single text form.</summary>
    public static ValueFormat? Of(Type type) => Formats.GetValueOrDefault(type) ?? (type.IsEnum ? OfEnum(type) : null);

    /// <summary>The format of a fixed set of words, case-insensitive.</summary>
    public static ValueFormat OfWords(params string[] words) =>
        new("one of " + string.Join(", ", words), text => words.FirstOrDefault(word => IsSame(word, text)), static value => (string)value);

    /// <summary>The value in the form of the binder; null if the text is not accepted.</summary>
    public string? Normalize(string text) => Parse(text) is { } value ? Write(value) : null;

    private static ValueFormat OfEnum(Type type)
    {
        var names = Enum.GetNames(type);
        return new(
            "one of " + string.Join(", ", names).ToLowerInvariant(),
            text => names.FirstOrDefault(name => IsSame(name, text)) is { } name ? Enum.Parse(type, name) : null,
            static value => value.ToString()!.ToLowerInvariant());
    }

    private static object? ParseBoolean(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => null,
    };

    private static CommaList? ParseList(string text) =>
        !text.AsSpan().ContainsAny('\r', '\n', '\0') && CommaList.Parse(text) is { Items.Count: > 0 } list ? list : null;

    private static object? ParseLogLevel(string text) =>
        LogLevels.Where(level => IsSame(level.Word, text)).Select(level => (object?)level.Level).FirstOrDefault();

    private static string WriteInvariant(object value) => Convert.ToString(value, Invariant)!;

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
