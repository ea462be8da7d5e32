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
            foreach (var (name, target) in Targets(services.GetRequiredService<OtlpSettings>(), telemetry))
            {
                tracing.AddOtlpExporter(name, options => target.ApplyTo(options, "/v1/traces"));
            }
        }

        return tracing.Build();
    }

    // A collector and Jaeger may both be named: a dashboard for now beside a store for later.
    private static IEnumerable<(string Name, OtlpSettings Target)> Targets(OtlpSettings otlp, TelemetryOptions telemetry)
    {
        if (otlp.IsUsable)
        {
            yield return ("collector", otlp);
        }

        if (telemetry.JaegerEndpoint is { } jaeger)
        {
            yield return ("jaeger", OtlpSettings.OfJaeger(jaeger));
        }
    }
}
