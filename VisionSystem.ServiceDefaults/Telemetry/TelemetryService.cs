using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Starts the telemetry providers with the service and flushes them at shutdown.</summary>
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

    // Each of the three blocks, so they run concurrently on other threads. They are shut down instead of flushed because a
    // provider that is disposed while open waits five more seconds for an unreachable collector. The token is ignored: it is
    // cancelled when requests used the complete shutdown timeout, which is when the telemetry matters most.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)options.FlushTimeout.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => traces.Shutdown(limit), CancellationToken.None),
            Task.Run(() => metrics.Shutdown(limit), CancellationToken.None),
            Task.Run(() => logs.FirstOrDefault()?.Shutdown(limit), CancellationToken.None));
    }
}
