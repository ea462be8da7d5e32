using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>Registers the graceful shutdown.</summary>
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

    /// <summary>Falls back to the default: the host reads its options before the service reports invalid settings.</summary>
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

/// <summary>The settings of the shutdown (<c>Vision:Shutdown</c>).</summary>
internal sealed record ShutdownOptions
{
    public const string Section = "Vision:Shutdown";

    /// <summary>The maximum time for requests in progress to finish after a stop signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", MinimumIsExclusive = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);
}
