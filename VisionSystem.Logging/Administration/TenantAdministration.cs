using VisionSystem.Contracts;
using VisionSystem.Logging.Keys;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Administration;

/// <summary>
/// Creates, lists, limits, suspends and deletes tenants. A tenant exists if an administrator created it, or by its first
/// prediction or key.
/// </summary>
internal sealed class TenantAdministration(TenantStore tenants, TenantStates states, KeyStore keys, IPredictionStore predictions, TenantSignal signal, TimeProvider time)
{
    /// <summary>Creates a tenant with its schema or file.</summary>
    /// <returns>Null if the tenant exists.</returns>
    public async Task<TenantInfo?> CreateAsync(string name, CallerLimitValues? limits, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not null || !await tenants.RegisterAsync(name, limits, cancellationToken))
        {
            return null;
        }

        states.Invalidate();
        await predictions.CreateTenantAsync(name, cancellationToken);
        return await FindAsync(name, cancellationToken);
    }

    /// <summary>Returns all tenants by name.</summary>
    public async Task<IReadOnlyList<TenantInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = (await tenants.ListAsync(cancellationToken)).ToDictionary(row => row.Name);
        var stored = await predictions.ListTenantsAsync(cancellationToken);
        var names = rows.Values.Where(row => row.State != TenantRow.Deleted).Select(row => row.Name)
            .Union(stored)
            .Union(await keys.ListTenantsAsync(cancellationToken))
            .Append(TenantName.Default);
        return [.. names.Distinct().Order(StringComparer.Ordinal).Select(name => Describe(name, rows.GetValueOrDefault(name)))];
    }

    /// <summary>Returns a tenant; null if it does not exist.</summary>
    public async Task<TenantInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!TenantName.IsValid(name))
        {
            return null;
        }

        var row = await tenants.FindAsync(name, cancellationToken);
        var exists = (row is not null && row.State != TenantRow.Deleted)
            || name == TenantName.Default
            || (await predictions.ListTenantsAsync(cancellationToken)).Contains(name)
            || await keys.CountAsync(name, cancellationToken) > 0;
        return exists ? Describe(name, row) : null;
    }

    /// <summary>Returns a tenant with its usage; null if it does not exist.</summary>
    public async Task<TenantDetails?> ShowAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken) is not { } found)
        {
            return null;
        }

        var stored = await predictions.MeasureAsync(name, new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero), cancellationToken);
        return new TenantDetails
        {
            Name = found.Name,
            State = found.State,
            CreatedAt = found.CreatedAt,
            Limits = found.Limits,
            IsFull = found.IsFull,
            ImagesDeleted = (await tenants.FindAsync(name, cancellationToken))?.ImagesDeleted ?? 0,
            Usage = new TenantUsage(
                stored.Predictions, stored.Images, stored.Bytes, stored.Today, await keys.CountAsync(name, cancellationToken), stored.Oldest, stored.Newest),
        };
    }

    /// <summary>Replaces the limits of a tenant.</summary>
    /// <returns>False if it is being deleted.</returns>
    public async Task<bool> SetLimitsAsync(string name, CallerLimitValues limits, CancellationToken cancellationToken) =>
        await tenants.SetLimitsAsync(name, limits == new CallerLimitValues() ? null : limits, cancellationToken);

    /// <summary>Suspends or resumes a tenant.</summary>
    /// <returns>False if it is being deleted.</returns>
    public async Task<bool> SetSuspendedAsync(string name, bool isSuspended, CancellationToken cancellationToken)
    {
        var isChanged = await tenants.SetSuspendedAsync(name, isSuspended, cancellationToken);
        states.Invalidate();
        return isChanged;
    }

    /// <summary>
    /// Records that a tenant is to be deleted and deletes its keys. <see cref="TenantRemovalService"/> deletes everything else,
    /// also after a restart.
    /// </summary>
    public async Task BeginRemovalAsync(string name, CancellationToken cancellationToken)
    {
        await tenants.BeginRemovalAsync(name, cancellationToken);
        states.Invalidate();
        await keys.RemoveAllAsync(name, cancellationToken);
        signal.Raise();
    }

    private static TenantInfo Describe(string name, TenantRow? row) => row is null || row.State == TenantRow.Deleted
        ? new TenantInfo { Name = name, State = TenantState.Active }
        : new TenantInfo { Name = name, State = row.State, CreatedAt = row.CreatedAt, Limits = row.Limits, IsFull = row.IsFull };
}
