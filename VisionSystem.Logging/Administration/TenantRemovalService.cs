using VisionSystem.Logging.Keys;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.SystemTables;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Administration;

/// <summary>
/// Deletes the data of tenants that are to be deleted: keys, then rows with reviews, then images. Every step can be repeated, and
/// a step whose store does not respond is repeated until it succeeds, by any replica and after any restart.
/// </summary>
internal sealed class TenantRemovalService(
    TenantStore tenants,
    TenantStates states,
    KeyStore keys,
    IPredictionStore predictions,
    IImageStore images,
    ISystemDatabase database,
    TenantSignal signal,
    TenantOptions options,
    TimeProvider time,
    ILogger<TenantRemovalService> logger) : BackgroundService
{
    /// <summary>An arbitrary number that is the same in every version.</summary>
    private const long LockKey = 0x0076_6973_696f_6e02;

    /// <summary>The last reason of failure by tenant; of the list of tenants under an empty name.</summary>
    private readonly Dictionary<string, string> _reasons = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = await signal.WaitAsync(options.RemovalInterval, time, stoppingToken) ? options.RemovalDelay : TimeSpan.Zero;
            await Task.Delay(next, time, stoppingToken);
            await TryAsync("", () => database.TryRunExclusiveAsync(LockKey, RunAsync, stoppingToken), stoppingToken);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await tenants.ListDeletingAsync(cancellationToken))
        {
            if (row.DeletingSince + options.RemovalDelay <= time.GetUtcNow())
            {
                await TryAsync(row.Name, () => RemoveAsync(row.Name, cancellationToken), cancellationToken);
            }
        }
    }

    /// <summary>Repeats the steps until nothing is left, because a delivery that began before may store data between two steps.</summary>
    private async Task RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        bool found;
        do
        {
            await keys.RemoveAllAsync(tenant, cancellationToken);
            found = await predictions.RemoveTenantAsync(tenant, cancellationToken);
            var count = await images.RemoveAllAsync(tenant, batch => tenants.CountDeletedAsync(tenant, batch, cancellationToken), cancellationToken);
            found |= count > 0;
            deleted += count;
        }
        while (found);

        await tenants.EndRemovalAsync(tenant, cancellationToken);
        states.Invalidate();
        Log.TenantDeleted(logger, tenant, deleted);
    }

    /// <summary>Logs a new reason of failure; the next check retries.</summary>
    private async Task TryAsync(string tenant, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            _reasons.Remove(tenant);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = exception is StoreUnavailableException unavailable ? unavailable.Reason : exception.Message;
            if (_reasons.GetValueOrDefault(tenant) != reason)
            {
                _reasons[tenant] = reason;
                Log.TenantNotDeleted(logger, exception, tenant, options.RemovalInterval);
            }
        }
    }
}

/// <summary>Wakes the deletion of tenants in this process.</summary>
internal sealed class TenantSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    /// <summary>A deletion was requested.</summary>
    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised already.
        }
    }

    /// <summary>Waits for a request, at most for the given time.</summary>
    /// <returns>False after that time.</returns>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await _raised.WaitAsync(linked.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _raised.Dispose();
}
