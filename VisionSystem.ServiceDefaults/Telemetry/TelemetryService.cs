using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Starts the collection with the service and sends what is left when it stops.</summary>
internal sealed class TelemetryService(
    TracerProvider traces,
    MeterProvider metrics,
    TelemetryOptions options,
    ILogger<TelemetryService> logger) : IHostedService
{
    private const int FlushMilliseconds = 3000;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.TracingEnabled && options.JaegerEndpoint is { } jaeger)
        {
            Log.JaegerByOtlp(logger, jaeger.Host, OtlpSettings.OfJaeger(jaeger).Endpoint!);
        }

        return Task.CompletedTask;
    }

    // Both flushes block, so they run side by side and off this thread. The token is not asked: it is spent when work in
    // progress took all the time there was, and that is when telemetry tells most.
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => traces.ForceFlush(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => metrics.ForceFlush(FlushMilliseconds), CancellationToken.None));
}
