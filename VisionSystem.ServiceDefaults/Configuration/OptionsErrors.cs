using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Finds what is wrong with an options class: values that its types and data annotations do not accept, then the rules of
/// <see cref="IValidatableObject"/>. The platform's own validators see a value only once it is bound and name the property;
/// these errors quote what the operator wrote, under the name that the operator used.
/// </summary>
internal static class OptionsErrors
{
    /// <param name="options">The options.</param>
    /// <param name="section">Their configuration section.</param>
    /// <param name="configuration">Where they come from; null to check the values alone.</param>
    /// <returns>One sentence per error.</returns>
    public static IReadOnlyList<string> In(object options, string section, IConfiguration? configuration = null)
    {
        var values = Setting.In(options, section, configuration).SelectMany(setting => OfValue(setting, configuration)).ToArray();
        var refused = values.Select(value => value.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rules =
            from part in Setting.Parts(options, section)
            where part.Options is IValidatableObject
            from error in ((IValidatableObject)part.Options).Validate(new ValidationContext(part.Options))
            let keys = error.MemberNames.Select(member => $"{part.Section}:{member}").ToArray()
            where !keys.Any(refused.Contains)
            let names = string.Join(", ", keys.Select(OperatorNames.NameOf))
            select names.Length > 0 ? $"{names}: {error.ErrorMessage}" : error.ErrorMessage!;
        return [.. rules, .. values.Select(value => value.Error)];
    }

    private static IEnumerable<(string Key, string Error)> OfValue(Setting setting, IConfiguration? configuration)
    {
        var given = configuration is null ? [] : OperatorNames.Values(configuration, setting.Key);
        if (given.Length == 0 && !string.IsNullOrWhiteSpace(setting.Value))
        {
            given = [(OperatorNames.NameOf(setting.Key), setting.Value)];
        }

        return given.Select(value => (setting.Key, Error: setting.Error(value.Name, value.Text))).Where(value => value.Error is not null)!;
    }
}

/// <summary>Checks one options class at start.</summary>
internal sealed class OptionsErrors<T>(string section, IConfiguration configuration) : IValidateOptions<T>
    where T : class, new()
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var errors = OptionsErrors.In(options, section, configuration);
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : Bind();
    }

    /// <summary>Reports what is no setting of its own and does not fit its property.</summary>
    private ValidateOptionsResult Bind()
    {
        try
        {
            configuration.GetSection(section).Bind(new T());
            return ValidateOptionsResult.Success;
        }
        catch (InvalidOperationException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
