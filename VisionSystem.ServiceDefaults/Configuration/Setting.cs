using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// A property of an options class as a documented setting: configuration key, default and accepted values, derived from the
/// property's type and data annotations.
/// </summary>
public sealed class Setting
{
    private readonly ValueFormat _format;
    private readonly ValidationAttribute[] _checks;
    private readonly string? _range;

    private Setting(string key, PropertyInfo property, ValueFormat format, object? value)
    {
        (Key, Type, _format) = (key, TypeOf(property), format);
        IsSecret = property.IsDefined(typeof(SecretAttribute));
        _checks = [.. property.GetCustomAttributes<ValidationAttribute>().Where(static check => check is not AllowedValuesAttribute)];
        _range = _checks.OfType<RangeAttribute>().FirstOrDefault() is { } range ? Describe(range) : null;

        // Where null is a valid value, [DefaultValue] declares the documented default.
        Value = value is null ? null : format.Write(value);
        Default = (property.GetCustomAttribute<DefaultValueAttribute>()?.Value ?? value) is { } shown && format.Show(shown) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The .NET configuration key: <c>Vision:Images:MaxPixels</c>.</summary>
    public string Key { get; }

    /// <summary>The type of the property without nullability.</summary>
    public Type Type { get; }

    /// <summary>True if values are never printed.</summary>
    public bool IsSecret { get; }

    /// <summary>The default in operator form; null for none.</summary>
    public string? Default { get; }

    /// <summary>The accepted values, completing the sentence "'abc' is not …".</summary>
    public string Expectation => Described ?? _format.Noun + _format.Examples + (_format.Examples is not null && _range is not null ? "," : "") + _range;

    /// <summary>The value in the options, in the form of the configuration binder; null for none.</summary>
    internal string? Value { get; }

    /// <summary>The description of the values by an annotation; null without one.</summary>
    private string? Described => _checks.FirstOrDefault(static check => check is not RangeAttribute)?.FormatErrorMessage("");

    /// <summary>Converts an operator's text to the form of the configuration binder.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value; null if it is not accepted.</returns>
    public string? Normalize(string text) => Fault(text) is null ? _format.Normalize(text) : null;

    /// <summary>Validates a value.</summary>
    /// <param name="name">The name that the value was given under.</param>
    /// <param name="text">The value.</param>
    /// <returns>The error as one sentence, without the value of a secret; null if it is accepted.</returns>
    public string? Error(string name, string text) =>
        Fault(text.Trim()) is not { } fault ? null
        : IsSecret ? $"{name}: the value is not {fault} (not shown: it may hold a password or key)"
        : $"{name}: '{text}' is not {fault}";

    /// <summary>The settings of an options class and of its nested options, with their values.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">Their configuration section.</param>
    /// <param name="configuration">The source of dictionary entries that the binder skipped; null for none.</param>
    internal static IEnumerable<Setting> In(object options, string section, IConfiguration? configuration = null) =>
        from part in Parts(options, section, configuration)
        from property in part.Options.GetType().GetProperties()
        where property.CanWrite
        let words = property.GetCustomAttribute<AllowedValuesAttribute>()?.Values
        let format = words is null ? ValueFormat.Of(TypeOf(property)) : ValueFormat.OfWords([.. words.Cast<string>()])
        where format is not null
        select new Setting($"{part.Section}:{property.Name}", property, format, property.GetValue(part.Options));

    /// <summary>An options class and its nested options, with their sections.</summary>
    internal static IEnumerable<(object Options, string Section)> Parts(object options, string section, IConfiguration? configuration = null) =>
        options.GetType().GetProperties()
            .Where(static property => property.PropertyType.IsClass && ValueFormat.Of(TypeOf(property)) is null)
            .SelectMany(property => property.GetValue(options) switch
            {
                IDictionary entries => Entries(entries, $"{section}:{property.Name}", configuration),
                { } part when property.CanWrite => Parts(part, $"{section}:{property.Name}", configuration),
                _ => [],
            })
            .Prepend((options, section));

    /// <summary>The options in a dictionary. The binder silently skips entries with an invalid value.</summary>
    private static IEnumerable<(object Options, string Section)> Entries(IDictionary entries, string section, IConfiguration? configuration) =>
        from name in entries.Keys.Cast<string>().Union(configuration?.GetSection(section).GetChildren().Select(static child => child.Key) ?? [], StringComparer.OrdinalIgnoreCase)
        let options = entries[name] ?? Activator.CreateInstance(entries.GetType().GenericTypeArguments[1])
        select (options, $"{section}:{name}");

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>The expectation that the text does not meet; null if it is accepted.</summary>
    private string? Fault(string text)
    {
        if (_format.Parse(text) is not { } value)
        {
            return Described ?? _format.Noun + (_format.Examples ?? _range);
        }

        return _checks.FirstOrDefault(check => !check.IsValid(value)) switch
        {
            null => null,
            RangeAttribute => _format.Noun + _range,
            var check => check.FormatErrorMessage(""),
        };
    }

    private string Describe(RangeAttribute range)
    {
        var (lowest, highest) = (Limit(range.Minimum), Limit(range.Maximum));
        return range.MinimumIsExclusive ? $" of more than {lowest} and at most {highest}" : $" from {lowest} to {highest}";

        string Limit(object limit) => _format.Show(_format.Parse(Convert.ToString(limit, CultureInfo.InvariantCulture)!)!);
    }
}
