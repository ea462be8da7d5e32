using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Deletion;

/// <summary>
/// Deletes predictions that exceed the age limit, and the oldest predictions of tenants that exceed the size limit. It deletes
/// only rows: the sweep finds the unreferenced images and spares those that a concurrent delivery may rely on. Any number of
/// replicas may run it concurrently.
/// </summary>
internal sealed class RetentionService(IPredictionStore predictions, RetentionOptions options, TimeProvider time, ILogger<RetentionService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.IsOn)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            await TryAsync(RunAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var tenant in await predictions.ListTenantsAsync(cancellationToken))
        {
            await TryAsync(token => DeleteExpiredAsync(tenant, options.Of(tenant), token), cancellationToken);
        }
    }

    /// <summary>Logs a failure and continues with the next tenant; the next check retries.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.RetentionFailed(logger, exception, options.Interval);
        }
    }

    private async Task DeleteExpiredAsync(string tenant, RetentionLimits limits, CancellationToken cancellationToken)
    {
        if (limits.Age is { } age)
        {
            await predictions.RemoveBeforeAsync(tenant, time.GetUtcNow() - age, cancellationToken);
        }

        if (limits.Bytes is { } bytes && await predictions.FindExcessAsync(tenant, bytes, cancellationToken) is { } moment)
        {
            Log.RetentionLimitExceeded(logger, tenant, bytes, moment);
            await predictions.RemoveBeforeAsync(tenant, moment, cancellationToken);
        }
    }
}
