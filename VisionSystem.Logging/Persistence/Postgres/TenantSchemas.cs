using System.Collections.Concurrent;
using Npgsql;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// The schemas of the tenants and their monthly partitions, created on first use. Known schemas and months are cached and not
/// queried again.
/// </summary>
internal sealed class TenantSchemas(PostgresDatabase database, PostgresMigrator migrator)
{
    private const string Exists = "SELECT to_regnamespace(@schema) IS NOT NULL";

    /// <summary>Creates no schema of a tenant that is being deleted.</summary>
    private const string Create = """
        SELECT cv_system.create_tenant_schema(@tenant)
        WHERE NOT EXISTS (SELECT FROM cv_system.tenants WHERE name = @tenant AND state = 'deleting')
        """;

    private const string AddMonths = "SELECT cv_system.add_month(@schema, month) FROM unnest(@months) AS month ORDER BY month";

    /// <summary>The ends of the months that have a partition.</summary>
    private const string Months = """
        SELECT coalesce(array_agg((to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' ORDER BY child.relname), '{}')
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = to_regclass(@schema || '.object_detections') AND child.relname ~ '_[0-9]{4}_[0-9]{2}$'
        """;

    private const string All = """
        SELECT coalesce(array_agg(substr(nspname, 11)), '{}')
        FROM pg_namespace
        WHERE nspname LIKE 'cv\_tenant\_%' AND nspname <> 'cv_tenant_template'
        """;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<DateOnly, bool>> _known = new();

    /// <summary>Returns the schema of the tenant; null if it does not exist.</summary>
    public async ValueTask<string?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        var schema = NameOf(tenant);
        if (_known.ContainsKey(tenant))
        {
            return schema;
        }

        await migrator.EnsureAsync(cancellationToken);
        var exists = await database.RunAsync(
            (connection, token) => connection.ScalarAsync<bool>(Exists, token, ("schema", schema)), cancellationToken);
        if (exists)
        {
            _known.TryAdd(tenant, []);
        }

        return exists ? schema : null;
    }

    /// <summary>Returns the schema of the tenant. Creates it and the partitions of the given months if they are missing.</summary>
    public async ValueTask<string> OpenAsync(string tenant, IEnumerable<DateOnly> months, CancellationToken cancellationToken)
    {
        var schema = NameOf(tenant);
        var known = _known.GetValueOrDefault(tenant);
        var missing = months.Where(month => known is null || !known.ContainsKey(month)).Distinct().ToArray();
        if (known is null || missing.Length > 0)
        {
            await migrator.EnsureAsync(cancellationToken);
            await database.RunAsync((connection, token) => CreateAsync(connection, tenant, missing, token), cancellationToken);
            known = _known.GetOrAdd(tenant, _ => []);
            Array.ForEach(missing, month => known.TryAdd(month, true));
        }

        return schema;
    }

    /// <summary>Clears the cache of a tenant after a schema or a month was dropped.</summary>
    public void Invalidate(string tenant) => _known.TryRemove(tenant, out _);

    /// <summary>Returns the tenants that have a schema.</summary>
    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken)
    {
        await migrator.EnsureAsync(cancellationToken);
        var names = await database.RunAsync((connection, token) => connection.ScalarAsync<string[]>(All, token), cancellationToken);
        // Ignores foreign schemas with the same prefix.
        return [.. names.Where(TenantName.IsValid)];
    }

    /// <summary>
    /// Drops the schema of a tenant, month by month: one statement for all partitions could need more locks than the server has.
    /// A concurrent long read lets it fail; the next call continues.
    /// </summary>
    /// <returns>False if the schema does not exist.</returns>
    public async Task<bool> RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        Invalidate(tenant);
        if (await FindAsync(tenant, cancellationToken) is not { } schema)
        {
            return false;
        }

        var months = await database.RunAsync((connection, token) => connection.ScalarAsync<DateTime[]>(Months, token, ("schema", schema)), cancellationToken);
        foreach (var end in months)
        {
            await database.RunAsync((connection, token) => connection.DropMonthsAsync(schema, end, token), cancellationToken);
        }

        await database.RunAsync((connection, token) => connection.RunWithLockTimeoutAsync($"DROP SCHEMA IF EXISTS \"{schema}\" CASCADE", token), cancellationToken);
        Invalidate(tenant);
        return true;
    }

    /// <summary>Returns the month whose partition contains an id.</summary>
    public static DateOnly MonthOf(Guid id)
    {
        var time = PredictionId.TimeOf(id);
        return new DateOnly(time.Year, time.Month, 1);
    }

    private static string NameOf(string tenant) => "cv_tenant_" + tenant;

    private static async Task<bool> CreateAsync(NpgsqlConnection connection, string tenant, DateOnly[] months, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(Create, cancellationToken, ("tenant", tenant));
        await connection.ExecuteAsync(AddMonths, cancellationToken, ("schema", NameOf(tenant)), ("months", months));
        return true;
    }
}
