using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The suspended tenants, read at most every two seconds and only for requests. While the database does not respond, the last
/// list stays in use. Thread-safe.
/// </summary>
internal sealed class TenantStates(TenantStore tenants, TimeProvider time) : ITenantStates, IDisposable
{
    /// <summary>The time for which a list is used. A deletion starts later than that.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Snapshot? _snapshot;

    public async ValueTask<bool> IsSuspendedAsync(string tenant, CancellationToken cancellationToken)
    {
        if (Current() is { } current)
        {
            return current.Names.Contains(tenant);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return (Current() ?? await ReadAsync(cancellationToken)).Names.Contains(tenant);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the list again at the next request, after this process changed a tenant.</summary>
    public void Invalidate() => _snapshot = _snapshot is { } snapshot ? snapshot with { IsStale = true } : null;

    public void Dispose() => _turn.Dispose();

    private Snapshot? Current() => _snapshot is { IsStale: false } snapshot && time.GetElapsedTime(snapshot.ReadAt) < MaxAge ? snapshot : null;

    private async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        var readAt = time.GetTimestamp();
        try
        {
            var suspended = await tenants.ListSuspendedAsync(cancellationToken);
            return _snapshot = new Snapshot(suspended.Select(row => row.Name).ToHashSet(), readAt);
        }
        catch (StoreUnavailableException)
        {
            // The request itself fails or waits at its store; the next check is not before the list is too old again.
            return _snapshot = new Snapshot(_snapshot?.Names ?? [], time.GetTimestamp());
        }
    }

    private sealed record Snapshot(HashSet<string> Names, long ReadAt, bool IsStale = false);
}
