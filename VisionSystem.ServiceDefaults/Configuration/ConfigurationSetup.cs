using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Brings the operators' names into a service and checks them.</summary>
internal static class ConfigurationSetup
{
    public static void AddOperatorNames(this WebApplicationBuilder builder)
    {
        OperatorNamesSource.AddTo(builder.Configuration);
        builder.Services.TryAddSingleton<StartupValidation>();
        StartupFailure.ExitInPlainText();
    }

    /// <exception cref="ConfigurationException">Some setting is wrong.</exception>
    public static void ValidateConfiguration(this WebApplication app)
    {
        app.Services.GetRequiredService<StartupValidation>().ThrowIfInvalid();
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
    }
}
