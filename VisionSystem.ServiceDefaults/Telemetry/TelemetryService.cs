using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Starts the collection with the service and sends what is left when it stops.</summary>
internal sealed class TelemetryService(
    TracerProvider traces,
    MeterProvider metrics,
    IEnumerable<LoggerProvider> logs,
    TelemetryOptions options,
    ILogger<TelemetryService> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.TracingEnabled && options.JaegerEndpoint is { } jaeger)
        {
            Log.JaegerByOtlp(logger, jaeger.Host, OtlpSettings.OfJaeger(jaeger).Endpoint!);
        }

        return Task.CompletedTask;
    }

    // Each of the three blocks, so they run side by side and off this thread. They are shut down and not merely flushed, since
    // a provider that is disposed while it is open waits five seconds more for a collector that is gone. The token is not asked:
    // it is spent when work in progress took all the time there was, and that is when telemetry tells most.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)options.FlushTimeout.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => traces.Shutdown(limit), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(limit), CancellationToken.None),
            Task.Run(() => logs.FirstOrDefault()?.Shutdown(limit), CancellationToken.None));
    }
}
