using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
            .Configure<ShutdownOptions>(static (host, shutdown) => host.ShutdownTimeout = shutdown.Timeout);
    }
}
