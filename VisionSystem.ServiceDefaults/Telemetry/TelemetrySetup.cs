using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs.</summary>
internal static class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var otlp = OtlpSettings.From(builder.Configuration);
        builder.Services.AddSingleton(otlp);
        builder.Services.AddSingleton(new ValidatedSection("OTEL", static _ => { }, _ => otlp));
        builder.AddValidatedOptions<TelemetryOptions>(TelemetryOptions.Section);
        builder.AddLogs(otlp);
        builder.AddTraces();
        builder.AddMetrics();
        builder.Services.AddSingleton<MetricsPort>();
        builder.Services.AddHostedService<TelemetryService>();
    }

    /// <summary>Who sends; <c>OTEL_RESOURCE_ATTRIBUTES</c> may add to it and wins.</summary>
    public static ResourceBuilder Resource(ServiceIdentity service) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(service.Name, serviceVersion: service.Version)
        .AddEnvironmentVariableDetector();

    public static void AddIdentity(this WebApplicationBuilder builder, string serviceName)
    {
        var name = builder.Configuration["OTEL_SERVICE_NAME"];
        var identity = ServiceIdentity.Of(string.IsNullOrWhiteSpace(name) ? serviceName : name, TimeProvider.System);
        builder.Services.AddSingleton(identity);
    }
}
