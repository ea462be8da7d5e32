using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Resources;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs.</summary>
internal static class TelemetrySetup
{
    /// <summary>What holds unless a settings file or an operator says otherwise.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",

        // A check that fails is asked again every few seconds; what it says stands in /health and /ready.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",

        // Measurements name a trace in which they were taken.
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

    // Who sends; OTEL_RESOURCE_ATTRIBUTES may add to it and wins.
    private static void Describe(ResourceBuilder resource, ServiceIdentity service) => resource
        .Clear()
        .AddTelemetrySdk()
        .AddService(service.Name, serviceVersion: service.Version)
        .AddEnvironmentVariableDetector();
}
