using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Lists the errors of an options class: values that its types and data annotations reject, then the rules of
/// <see cref="IValidatableObject"/>. The platform's own validators see only bound values and report property names; these
/// errors quote the operator's text under the operator's name.
/// </summary>
internal static class OptionsErrors
{
    /// <param name="options">The options.</param>
    /// <param name="section">Their configuration section.</param>
    /// <param name="configuration">The configuration that the options were bound from; null to check only their values.</param>
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

/// <summary>Validates one options class at start.</summary>
internal sealed class OptionsErrors<T>(string section, IConfiguration configuration) : IValidateOptions<T>
    where T : class, new()
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var errors = OptionsErrors.In(options, section, configuration);
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors) : Bind();
    }

    /// <summary>Reports values that are not settings and do not fit their property.</summary>
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
