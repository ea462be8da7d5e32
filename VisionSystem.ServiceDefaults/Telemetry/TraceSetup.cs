using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Traces: ASP.NET Core's, HttpClient's and Npgsql's own activities and ours.</summary>
internal static class TraceSetup
{
    public static void AddTraces(this WebApplicationBuilder builder)
    {
        ServerSpanMiddleware.AskForAttributes();
        builder.Services.AddSingleton(Provider);
    }

    private static TracerProvider Provider(IServiceProvider services)
    {
        var telemetry = services.GetRequiredService<TelemetryOptions>();
        var tracing = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(TelemetrySetup.Resource(services.GetRequiredService<ServiceIdentity>()));
        if (telemetry.TracingEnabled)
        {
            tracing.AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", VisionTelemetry.Sources);
            if (Target(services.GetRequiredService<OtlpSettings>(), telemetry) is { } target)
            {
                tracing.AddOtlpExporter(options => target.ApplyTo(options, "/v1/traces"));
            }
        }

        return tracing.Build();
    }

    private static OtlpSettings? Target(OtlpSettings otlp, TelemetryOptions telemetry) =>
        otlp.IsUsable ? otlp : telemetry.JaegerEndpoint is { } jaeger ? OtlpSettings.OfJaeger(jaeger) : null;
}
