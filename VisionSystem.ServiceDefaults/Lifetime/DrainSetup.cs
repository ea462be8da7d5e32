using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>The orderly shutdown.</summary>
internal static class DrainSetup
{
    public static void AddDraining(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ShutdownOptions>(ShutdownOptions.Section);
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddHostedService<DrainService>();
        builder.Services.AddOptions<HostOptions>()
            .Configure<IOptions<ShutdownOptions>>(static (host, shutdown) => host.ShutdownTimeout = TimeoutOf(shutdown));
    }

    /// <summary>The host reads its options when it is built, before the service lists all errors of its configuration.</summary>
    private static TimeSpan TimeoutOf(IOptions<ShutdownOptions> shutdown)
    {
        try
        {
            return shutdown.Value.Timeout;
        }
        catch (OptionsValidationException)
        {
            return new ShutdownOptions().Timeout;
        }
    }
}

/// <summary>How the service stops.</summary>
internal sealed record ShutdownOptions
{
    public const string Section = "Vision:Shutdown";

    /// <summary>Longest time that work in progress may take after a stop signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", MinimumIsExclusive = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);
}
