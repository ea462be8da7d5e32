using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Resources;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Configures traces, metrics and logs.</summary>
internal static class TelemetrySetup
{
    /// <summary>Defaults of the platform's settings, below settings files and operator names.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",

        // A failing check runs every few seconds; /health and /ready report its result.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",

        // Measurements carry the trace in which they were recorded.
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
    };

    public static void AddTelemetry(this WebApplicationBuilder builder, ServiceIdentity service)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        var otlp = OtlpSettings.From(builder.Configuration);
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>>(otlp);
        builder.AddValidatedOptions<TelemetryOptions>(TelemetryOptions.Section);
        builder.AddConsoleLogs();
        builder.Services.AddSingleton<MetricsPort>();
        builder.Services.AddHostedService<TelemetryService>();
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, service));
        telemetry.AddMetrics();
        telemetry.AddTraces(isEnabled: !bool.TryParse(builder.Configuration[TelemetryOptions.TracingKey], out var isTracing) || isTracing);
        if (otlp.IsUsable)
        {
            telemetry.AddLogs().UseOtlpExporter();
        }
    }

    public static ServiceIdentity AddIdentity(this WebApplicationBuilder builder, string serviceName)
    {
        var name = builder.Configuration["OTEL_SERVICE_NAME"];
        var identity = ServiceIdentity.Of(string.IsNullOrWhiteSpace(name) ? serviceName : name, TimeProvider.System);
        builder.Services.AddSingleton(identity);
        return identity;
    }

    // OTEL_RESOURCE_ATTRIBUTES adds attributes and takes precedence.
    private static void Describe(ResourceBuilder resource, ServiceIdentity service) => resource
        .Clear()
        .AddTelemetrySdk()
        .AddService(service.Name, serviceVersion: service.Version)
        .AddEnvironmentVariableDetector();
}
