using System.Diagnostics;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The suspended and deleted tenants, read at most every two seconds and only for requests. While the database does not respond, the last
/// list stays in use. Thread-safe.
/// </summary>
internal sealed class TenantStates(TenantStore tenants, TimeProvider time) : ITenantStates, IDisposable
{
    /// <summary>The time for which a list is used. A deletion starts later than that.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Snapshot? _snapshot;

    public async ValueTask<bool> IsSuspendedAsync(string tenant, CancellationToken cancellationToken) =>
        (Current() ?? await RefreshAsync(cancellationToken)).Suspended.Contains(tenant);

    /// <summary>Returns whether one of the tenants was deleted once or is being deleted, according to a list of the last two seconds.</summary>
    public async ValueTask<bool> IsAnyDeletedAsync(IEnumerable<string> tenants, CancellationToken cancellationToken) =>
        (Current() ?? await RefreshAsync(cancellationToken)).Deleted.Overlaps(tenants);

    /// <summary>Reads the list again at the next request, after this process changed a tenant.</summary>
    public void Invalidate() => _snapshot = _snapshot is { } snapshot ? snapshot with { IsStale = true } : null;

    public void Dispose() => _turn.Dispose();

    private Snapshot? Current() => _snapshot is { IsStale: false } snapshot && time.GetElapsedTime(snapshot.ReadAt) < MaxAge ? snapshot : null;

    private async Task<Snapshot> RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return Current() ?? await ReadAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Snapshot> ReadAsync(CancellationToken cancellationToken)
    {
        // All requests share the list, so that its statements belong to the trace of none.
        Activity.Current = null;
        var readAt = time.GetTimestamp();
        try
        {
            var rows = await tenants.ListNotableAsync(cancellationToken);
            return _snapshot = new Snapshot(
                rows.Where(row => row.State is TenantState.Suspended or TenantState.Deleting).Select(row => row.Name).ToHashSet(),
                rows.Where(row => row.IsDeleting || row.DeletedAt is not null).Select(row => row.Name).ToHashSet(),
                readAt);
        }
        catch (StoreUnavailableException)
        {
            // The request itself fails or waits at its store; the next check is not before the list is too old again.
            return _snapshot = new Snapshot(_snapshot?.Suspended ?? [], _snapshot?.Deleted ?? [], time.GetTimestamp());
        }
    }

    private sealed record Snapshot(HashSet<string> Suspended, HashSet<string> Deleted, long ReadAt, bool IsStale = false);
}
