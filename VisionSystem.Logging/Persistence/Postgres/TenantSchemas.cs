using System.Collections.Concurrent;
using Npgsql;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// The tenants' schemas and the months that each has partitions for, made when first needed. What is known to be there is
/// remembered: a schema or a month is not asked for twice.
/// </summary>
internal sealed class TenantSchemas(PostgresDatabase database, PostgresMigrator migrator)
{
    private const string Exists = "SELECT to_regnamespace(@schema) IS NOT NULL";

    private const string Create = "SELECT cv_system.create_tenant_schema(@tenant)";

    private const string AddMonths = "SELECT cv_system.add_month(@schema, month) FROM unnest(@months) AS month ORDER BY month";

    private const string All = """
        SELECT coalesce(array_agg(substr(nspname, 11)), '{}')
        FROM pg_namespace
        WHERE nspname LIKE 'cv\_tenant\_%' AND nspname <> 'cv_tenant_template'
        """;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<DateOnly, bool>> _known = new();

    /// <summary>The tenant's schema; null for a tenant that has none.</summary>
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

    /// <summary>The tenant's schema, created if need be, with partitions for these months.</summary>
    public async ValueTask<string> OpenAsync(string tenant, IEnumerable<DateOnly> months, CancellationToken cancellationToken)
    {
        var schema = NameOf(tenant);
        var there = _known.GetValueOrDefault(tenant);
        var missing = months.Where(month => there is null || !there.ContainsKey(month)).Distinct().ToArray();
        if (there is null || missing.Length > 0)
        {
            await migrator.EnsureAsync(cancellationToken);
            await database.RunAsync((connection, token) => CreateAsync(connection, tenant, missing, token), cancellationToken);
            there = _known.GetOrAdd(tenant, _ => []);
            Array.ForEach(missing, month => there.TryAdd(month, true));
        }

        return schema;
    }

    /// <summary>Asks anew for what is there: someone else dropped a schema or a month.</summary>
    public void Invalidate(string tenant) => _known.TryRemove(tenant, out _);

    /// <summary>The tenants that have a schema.</summary>
    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken)
    {
        await migrator.EnsureAsync(cancellationToken);
        var names = await database.RunAsync((connection, token) => connection.ScalarAsync<string[]>(All, token), cancellationToken);
        // Whatever else somebody has called like a tenant's schema is not ours.
        return [.. names.Where(TenantName.IsValid)];
    }

    /// <summary>The month whose partition holds an id.</summary>
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
