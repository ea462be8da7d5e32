using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using VisionSystem.ServiceDefaults.Telemetry.Prometheus;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Metrics: the runtime's, ASP.NET Core's, HttpClient's and Npgsql's own and ours.</summary>
internal static class MetricSetup
{
    /// <summary>Upper bounds in seconds, 1 ms to 10 s, for everything that answers a caller.</summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddSingleton(Provider);
    }

    private static MeterProvider Provider(IServiceProvider services)
    {
        var telemetry = services.GetRequiredService<TelemetryOptions>();
        var otlp = services.GetRequiredService<OtlpSettings>();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(TelemetrySetup.Resource(services.GetRequiredService<ServiceIdentity>()))
            .AddMeter("Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql", VisionTelemetry.Sources)
            .AddView(BucketsOf);
        if (telemetry.MetricsEnabled)
        {
            metrics.AddReader(new BaseExportingMetricReader(services.GetRequiredService<PrometheusExporter>()));
        }

        if (otlp.IsUsable)
        {
            metrics.AddOtlpExporter(options => otlp.ApplyTo(options, "/v1/metrics"));
        }

        return metrics.Build();
    }

    // Connections live for minutes: the server's own bounds fit them better.
    private static ExplicitBucketHistogramConfiguration? BucketsOf(Instrument instrument) =>
        instrument.Unit == "s"
        && instrument.Name.EndsWith("duration", StringComparison.Ordinal)
        && !instrument.Name.Contains("connection", StringComparison.Ordinal)
        && instrument.GetType().GetGenericTypeDefinition() == typeof(Histogram<>)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
            : null;
}
