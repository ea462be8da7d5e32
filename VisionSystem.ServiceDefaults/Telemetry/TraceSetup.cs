using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Traces of ASP.NET Core, HttpClient, Npgsql and this product.</summary>
internal static class TraceSetup
{
    public static void AddTraces(this IOpenTelemetryBuilder telemetry, bool isEnabled)
    {
        // .NET itself passes traces on, in both directions; the SDK's default does it once more and replaces a trace that a caller set.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        telemetry.WithTracing();
        if (!isEnabled)
        {
            return;
        }

        telemetry.WithTracing(static tracing => tracing
            .AddAspNetCoreInstrumentation(static server => server.EnrichWithHttpResponse = NameError)
            .AddHttpClientInstrumentation()
            .AddSource("Npgsql", VisionTelemetry.Sources));
        telemetry.Services.ConfigureOpenTelemetryTracerProvider(static (provider, tracing) =>
        {
            if (provider.GetRequiredService<TelemetryOptions>().JaegerEndpoint is { } jaeger)
            {
                // Beside the collector, not in its place: a dashboard for now and a store for later may both be named.
                tracing.AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(OtlpSettings.OfJaeger(jaeger).ToOptions())));
            }
        });
    }

    /// <summary>
    /// The instrumentation names the error of unhandled exceptions only; these are all handled here
    /// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
    /// </summary>
    private static void NameError(Activity span, HttpResponse response)
    {
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", response.StatusCode.ToString(CultureInfo.InvariantCulture));
        }
    }
}
