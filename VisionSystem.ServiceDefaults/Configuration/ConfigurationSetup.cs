using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Adds operator names to the configuration of a service and validates it.</summary>
internal static class ConfigurationSetup
{
    public static void AddOperatorNames(this WebApplicationBuilder builder)
    {
        OperatorNamesSource.AddTo(builder.Configuration);
        builder.AddValidatedOptions<ReservedOptions>(ReservedOptions.Section);
        StartupFailure.ExitInPlainText();
    }

    /// <summary>
    /// Validates every options class before the pipeline is built from it; the host's own ValidateOnStart runs later. Then logs
    /// a warning for each name without effect.
    /// </summary>
    /// <exception cref="ConfigurationException">At least one setting is invalid; the exception lists every error in the order of the documentation.</exception>
    public static void ValidateConfiguration(this WebApplication app)
    {
        var errors = new List<string>();
        foreach (var check in app.Services.GetServices<StartupCheck>())
        {
            try
            {
                check.Run(app.Services);
            }
            catch (OptionsValidationException exception)
            {
                errors.AddRange(exception.Failures);
            }
        }

        if (errors.Count > 0)
        {
            throw new ConfigurationException([.. errors.Distinct().OrderBy(static error => OperatorNames.PositionOf(error.Split([':', ','])[0]))]);
        }

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("VisionSystem.Configuration");
        foreach (var (name, nearest) in UnknownNames.In(app.Configuration))
        {
            if (nearest is null)
            {
                Log.UnknownName(log, name);
            }
            else
            {
                Log.MisspeltName(log, name, nearest);
            }
        }

        foreach (var setting in Setting.In(new ReservedOptions(), ReservedOptions.Section))
        {
            foreach (var (name, _) in OperatorNames.Values(app.Configuration, setting.Key).Where(given => setting.Normalize(given.Text.Trim()) != setting.Value))
            {
                Log.ReservedName(log, name);
            }
        }
    }
}
