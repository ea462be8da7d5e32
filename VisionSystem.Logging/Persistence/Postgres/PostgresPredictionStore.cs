using System.Data.Common;
using System.Text.Json;
using Npgsql;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>Stores predictions in PostgreSQL, with one schema per tenant: <c>cv_tenant_…</c>.</summary>
internal sealed class PostgresPredictionStore(PostgresDatabase database, TenantSchemas schemas, PostgresProbe probe)
    : SqlPredictionStore(PostgresDialect.Instance)
{
    private const int RemovalBatchSize = 5000;

    public override async Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAddAsync(tenant, predictions, cancellationToken);
        }
        catch (PostgresException exception) when (IsDropped(exception))
        {
            // Retention in any replica, or an operator, dropped the schema or month; the second attempt creates it again.
            schemas.Invalidate(tenant);
        }

        try
        {
            return await TryAddAsync(tenant, predictions, cancellationToken);
        }
        catch (PostgresException exception) when (IsDropped(exception))
        {
            schemas.Invalidate(tenant);
            throw database.Unavailable($"the schema of tenant {tenant} or one of its months was dropped twice during one delivery: {exception.MessageText}", exception);
        }
    }

    /// <summary>Drops the partitions of complete months and deletes the remaining rows in batches.</summary>
    public override async Task RemoveBeforeAsync(string tenant, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        if (await schemas.FindAsync(tenant, cancellationToken) is not { } schema)
        {
            return;
        }

        await database.RunAsync((connection, token) => connection.DropMonthsAsync(schema, moment, token), cancellationToken);
        schemas.Invalidate(tenant);
        var remove = RemovalStatements.RemoveBefore(moment, RemovalBatchSize);
        while ((await ListRemovedAsync(tenant, remove, cancellationToken)).Count == RemovalBatchSize)
        {
        }
    }

    public override Task<IReadOnlyList<string>> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        ListRemovedAsync(tenant, RemovalStatements.Remove(ids), cancellationToken);

    public override Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) => schemas.TenantsAsync(cancellationToken);

    public override async Task CreateTenantAsync(string tenant, CancellationToken cancellationToken) => await schemas.OpenAsync(tenant, [], cancellationToken);

    public override Task<bool> RemoveTenantAsync(string tenant, CancellationToken cancellationToken) => schemas.RemoveAsync(tenant, cancellationToken);

    public override Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken) => probe.RunAsync(cancellationToken);

    protected override Task<int> UpdateAsync(string tenant, SqlQuery statement, CancellationToken cancellationToken) => WithSchemaAsync(
        tenant,
        schema => database.RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand { Connection = connection };
                PostgresDialect.Instance.Prepare(command, statement, schema);
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken),
        () => 0,
        cancellationToken);

    /// <summary>Returns the row estimate of the query planner.</summary>
    protected override async Task<double> EstimateAsync(
        string tenant, PredictionFilter filter, IReadOnlyList<Guid> newest, CancellationToken cancellationToken)
    {
        var rows = SearchQuery.Rows(filter);
        var plan = await ListAsync(tenant, rows with { Text = "EXPLAIN (FORMAT JSON) " + rows.Text }, row => row.GetString(0), cancellationToken);
        using var json = JsonDocument.Parse(plan[0]);
        return json.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    protected override Task<T> FoldAsync<T>(
        string tenant, SqlQuery query, Func<T> start, Action<T, DbDataReader> take, CancellationToken cancellationToken) => WithSchemaAsync(
        tenant,
        schema => database.RunAsync((connection, token) => FoldAsync(connection, schema, query, start(), take, token), cancellationToken),
        start,
        cancellationToken);

    /// <summary>Runs work with the schema of a tenant; without it, also where another replica dropped the schema, returns the absent result.</summary>
    private async Task<T> WithSchemaAsync<T>(string tenant, Func<string, Task<T>> work, Func<T> absent, CancellationToken cancellationToken)
    {
        if (await schemas.FindAsync(tenant, cancellationToken) is not { } schema)
        {
            return absent();
        }

        try
        {
            return await work(schema);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            schemas.Invalidate(tenant);
            if (await schemas.FindAsync(tenant, cancellationToken) is not null)
            {
                throw;
            }

            return absent();
        }
    }

    /// <summary>Returns whether a schema or a month was dropped.</summary>
    private static bool IsDropped(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.CheckViolation;

    private async Task<int> TryAddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken)
    {
        var schema = await schemas.OpenAsync(tenant, predictions.Select(prediction => TenantSchemas.MonthOf(prediction.Id)), cancellationToken);
        // Sorted by id, so that concurrent deliveries of the same predictions wait for each other instead of deadlocking.
        var rows = predictions
            .DistinctBy(prediction => prediction.Id)
            .OrderBy(prediction => prediction.Id)
            .Select(prediction => new PredictionRow(tenant, prediction))
            .ToArray();
        return await database.RunAsync((connection, token) => PredictionInsert.RunAsync(connection, schema, rows, token), cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ListRemovedAsync(string tenant, SqlQuery statement, CancellationToken cancellationToken) =>
        await ListTextAsync(tenant, statement, cancellationToken);

    private static async Task<T> FoldAsync<T>(
        NpgsqlConnection connection, string schema, SqlQuery query, T result, Action<T, DbDataReader> take, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        PostgresDialect.Instance.Prepare(command, query, schema);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            take(result, row);
        }

        return result;
    }
}
