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
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.ServiceDefaults;

/// <summary>The configuration, telemetry, endpoints and middleware that every service shares.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Large enough that a query with thousands of parameters is rejected by parameter name instead of being truncated.</summary>
    private const int MaxRequestLineBytes = 256 << 10;

    /// <summary>Adds operator names, telemetry, health checks, problem responses, host and origin checks, and graceful shutdown.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="serviceName">The service name in telemetry and health; <c>OTEL_SERVICE_NAME</c> overrides it.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddOperatorNames();
        builder.AddTelemetry(builder.AddIdentity(serviceName));
        builder.AddTls();
        builder.AddProblems();
        builder.AddAllowedOrigins();
        builder.AddForwarding();
        builder.AddSecurityHeaders();
        builder.AddDraining();
        builder.Services.AddHealthChecks();
        builder.Services.LeaveHeadUndescribed();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                if (!kestrel.ApplicationServices.GetRequiredService<ServerCertificate>().TryServe(endpoint))
                {
                    endpoint.AcceptHttp2WithoutTls();
                }
            });
        });
        return builder;
    }

    /// <summary>
    /// Validates the configuration, then adds the shared middleware and maps <c>/health</c>, <c>/ready</c>, <c>/alive</c> and
    /// <c>/metrics</c>. Call it first after Build.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <returns>The service.</returns>
    /// <exception cref="ConfigurationException">At least one setting is invalid; the exception lists every error.</exception>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.ValidateConfiguration();
        app.UseProblems();
        if (app.Services.GetRequiredService<HttpOptions>().PathPrefix?.TrimEnd('/') is { Length: > 0 } prefix)
        {
            app.UsePathBase(prefix);
        }

        app.UseSecurityHeaders();
        app.UseRouting();
        app.UseMiddleware<RequestMiddleware>();
        app.UseMiddleware<HostMiddleware>();
        app.UseForwardedHeaders();
        app.UseStrictTransport();
        app.UseAllowedOrigins();
        app.UseMiddleware<DrainMiddleware>();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
