using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Configures the traces of ASP.NET Core, HttpClient, Npgsql and this product.</summary>
internal static class TraceSetup
{
    public static void AddTraces(this IOpenTelemetryBuilder telemetry, bool isEnabled)
    {
        // .NET itself propagates traces in both directions; the SDK's default would do so again and replace a trace set by a caller.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        telemetry.WithTracing();
        if (!isEnabled)
        {
            return;
        }

        telemetry.WithTracing(static tracing => tracing
            .AddAspNetCoreInstrumentation(static server => server.EnrichWithHttpResponse = SetErrorType)
            .AddHttpClientInstrumentation()
            .AddSource("Npgsql", VisionTelemetry.Sources));
        telemetry.Services.ConfigureOpenTelemetryTracerProvider(static (provider, tracing) =>
        {
            if (provider.GetRequiredService<TelemetryOptions>().JaegerEndpoint is { } jaeger)
            {
                // In addition to the collector: both may be configured.
                tracing.AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(OtlpSettings.OfJaeger(jaeger).ToOptions())));
            }
        });
    }

    /// <summary>
    /// Sets <c>error.type</c> (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). The instrumentation sets it only for
    /// unhandled exceptions, and this product handles all of them.
    /// </summary>
    private static void SetErrorType(Activity span, HttpResponse response)
    {
        if (response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", response.StatusCode.ToString(CultureInfo.InvariantCulture));
        }
    }
}
