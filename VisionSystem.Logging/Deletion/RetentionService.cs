using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Deletion;

/// <summary>
/// Forgets what is too old, and the oldest where there is too much. Only rows go here: the images that no prediction names
/// any more are found by the sweep, which leaves those alone that a delivery in progress may count on. Any number of
/// replicas may do this at once.
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

    /// <summary>What fails is done the next time; what fails for one tenant is done for the others.</summary>
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
