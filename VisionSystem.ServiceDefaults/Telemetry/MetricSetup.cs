using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// Configures the metrics of the runtime, ASP.NET Core, HttpClient, Npgsql and this product. <c>/metrics</c> is OpenTelemetry's
/// own exporter: as fast as a hand-written one with half the allocations, and it supports OpenMetrics, exemplars and compression.
/// </summary>
internal static class MetricSetup
{
    /// <summary>The upper bounds of duration histograms, seconds, 1 ms to 10 s.</summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static void AddMetrics(this IOpenTelemetryBuilder telemetry)
    {
        telemetry.WithMetrics(static metrics => metrics
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter("Npgsql", VisionTelemetry.Sources)
            .AddView(BucketsOf)

            // Its label is the name that was resolved, which callers of image_url choose.
            .AddView("dns.lookup.duration", MetricStreamConfiguration.Drop));
        telemetry.Services.Configure<PrometheusAspNetCoreOptions>(static prometheus =>
        {
            // No cache between scrapes. Neither meters nor the resource become labels, which rules and dashboards do not use.
            prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            prometheus.ScopeInfoEnabled = false;
            prometheus.TargetInfoEnabled = false;
        });
        telemetry.Services.ConfigureOpenTelemetryMeterProvider(static (provider, metrics) =>
        {
            if (provider.GetRequiredService<TelemetryOptions>().MetricsEnabled)
            {
                metrics.AddPrometheusExporter();
            }
        });
    }

    /// <summary>Maps <c>/metrics</c> if metrics are enabled.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<TelemetryOptions>().MetricsEnabled)
        {
            return;
        }

        OperationalEndpoint.Mark(app.MapPrometheusScrapingEndpoint("/metrics", meterProvider: null, ForbidCaching, optionsName: null)
            .WithMetadata(new HttpMethodMetadata(OperationalEndpoint.Methods)), isDetailed: true);
        app.Services.GetRequiredService<MetricsPort>().AddTo(app);
    }

    private static void ForbidCaching(IApplicationBuilder pipeline) => pipeline.Use(static (context, next) =>
    {
        context.Response.Headers.CacheControl = "no-store";
        return next(context);
    });

    // Connections last for minutes: the default bounds of the server fit them better.
    private static ExplicitBucketHistogramConfiguration? BucketsOf(Instrument instrument) =>
        instrument.Unit == "s"
        && instrument.Name.EndsWith("duration", StringComparison.Ordinal)
        && !instrument.Name.Contains("connection", StringComparison.Ordinal)
        && instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
            : null;
}
