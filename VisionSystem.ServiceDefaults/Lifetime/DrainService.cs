using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>
/// Keeps the server listening after a stop signal until no request is in progress, so that probes and clients on persistent
/// connections receive a 503 instead of a closed connection.
/// </summary>
internal sealed class DrainService(
    DrainState drain,
    ShutdownOptions options,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DrainService> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(drain.BeginDraining);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        drain.BeginDraining();

        // The rest of the timeout is for closing connections and sending telemetry.
        var limit = options.Timeout * 0.8;
        try
        {
            await drain.Idle.WaitAsync(limit, time, cancellationToken);
            Log.Drained(logger);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.DrainTimedOut(logger, limit.TotalSeconds);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
