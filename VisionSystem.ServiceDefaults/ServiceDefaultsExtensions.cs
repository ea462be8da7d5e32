using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Health;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults;

/// <summary>What every service shares, in two calls.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>So long that a query of thousands of parameters is read and refused by the name of what is wrong, not cut off.</summary>
    private const int MaxRequestLineBytes = 256 << 10;

    /// <summary>Adds configuration names, telemetry, health checks, problems, the checks of host and origin, and an orderly shutdown.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The name in telemetry and health, unless <c>OTEL_SERVICE_NAME</c> gives another.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddOperatorNames();
        builder.AddTelemetry(builder.AddIdentity(serviceName));
        builder.AddProblems();
        builder.AddAllowedOrigins();
        builder.AddForwarding();
        builder.AddDraining();
        builder.Services.AddHealthChecks();
        builder.Services.LeaveHeadUndescribed();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.AcceptHttp2WithoutTls();
        });
        return builder;
    }

    /// <summary>
    /// Checks the whole configuration, then adds the shared middleware and maps <c>/health</c>, <c>/ready</c>,
    /// <c>/alive</c> and <c>/metrics</c>. Called right after Build.
    /// </summary>
    /// <exception cref="ConfigurationException">Some setting is wrong; every error is listed.</exception>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.ValidateConfiguration();
        app.UseProblems();
        if (app.Services.GetRequiredService<HttpOptions>().PathPrefix?.TrimEnd('/') is { Length: > 0 } prefix)
        {
            app.UsePathBase(prefix);
        }

        app.UseRouting();
        app.UseMiddleware<RequestMiddleware>();
        app.UseMiddleware<HostMiddleware>();
        app.UseForwardedHeaders();
        app.UseAllowedOrigins();
        app.UseMiddleware<DrainMiddleware>();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
