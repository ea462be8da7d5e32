using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary><c>GET /metrics</c>, unless metrics are switched off.</summary>
internal static class MetricsEndpoint
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public static void MapMetrics(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<TelemetryOptions>().MetricsEnabled)
        {
            return;
        }

        OperationalEndpoint.Mark(app.MapGet("/metrics", AnswerAsync));
        app.Services.GetRequiredService<MetricsPort>().AddTo(app);
    }

    private static async Task AnswerAsync(HttpContext context, PrometheusExporter exporter)
    {
        context.Response.ContentType = TextFormat;
        context.Response.Headers.CacheControl = "no-store";
        if (!await exporter.WriteAsync(context.Response.BodyWriter, context.RequestAborted))
        {
            await Problems.Problems.Unavailable.Result("The metrics could not be collected in time.").ExecuteAsync(context);
            return;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
