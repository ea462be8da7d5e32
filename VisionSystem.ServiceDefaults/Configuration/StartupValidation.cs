using Microsoft.Extensions.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Checks every setting and every options class, and reports all errors at once.</summary>
internal sealed class StartupValidation(IConfiguration configuration, IEnumerable<ValidatedSection> sections, IServiceProvider services)
{
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public void ThrowIfInvalid()
    {
        var errors = SettingCatalog.All.SelectMany(SettingErrors).Concat(sections.SelectMany(SectionErrors)).Distinct().ToArray();
        if (errors.Length > 0)
        {
            throw new ConfigurationException(errors);
        }
    }

    private IEnumerable<string> SettingErrors(Setting setting)
    {
        var errors = OperatorNames.Given(configuration, setting)
            .Select(given => setting.Error(given.Name, given.Value))
            .OfType<string>()
            .ToArray();
        return errors.Length > 0 || string.IsNullOrWhiteSpace(configuration[setting.Key])
            ? errors
            : new[] { setting.Error(setting.Key, configuration[setting.Key]!) }.OfType<string>();
    }

    private IEnumerable<string> SectionErrors(ValidatedSection section)
    {
        try
        {
            section.Bind(configuration.GetSection(section.Path));
            return [.. section.Options(services).Validate()];
        }
        catch (InvalidOperationException exception)
        {
            // A value that does not fit its property. Where the catalog knows the key it has said so, in better words.
            return SettingCatalog.All.Any(setting => IsWrongIn(setting, section.Path)) ? [] : [exception.Message];
        }
    }

    private bool IsWrongIn(Setting setting, string section) =>
        setting.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase) && SettingErrors(setting).Any();
}
