using System.Data.Common;
using Microsoft.Data.Sqlite;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence.Sql;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Stores predictions in one SQLite file per tenant: <c>predictions/tenant.db</c>.</summary>
internal sealed class SqlitePredictionStore(TenantDatabases databases, SqliteProbe probe) : SqlPredictionStore(SqliteDialect.Instance)
{
    private const int RemovalBatchSize = 500;

    public override async Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken)
    {
        using var span = DatabaseSpan.Start("INSERT", "object_detections", tenant, predictions.Count);
        try
        {
            var database = databases.Open(tenant);
            return await database.WriteAsync(writer => predictions.Count(prediction => writer.Add(tenant, prediction)), cancellationToken);
        }
        catch (SqliteException exception)
        {
            span.Fail(exception);
            if (SqliteFault.Of(exception, databases.Folder) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    /// <summary>Deletes in batches, so that deliveries can write in between.</summary>
    public override async Task RemoveBeforeAsync(string tenant, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var statement = RemovalStatements.RemoveBefore(moment, RemovalBatchSize);
        while ((await RemoveAsync(tenant, statement, cancellationToken)).Count == RemovalBatchSize)
        {
        }
    }

    public override Task<IReadOnlyList<string>> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        RemoveAsync(tenant, RemovalStatements.Remove(ids), cancellationToken);

    public override Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. databases.Tenants()]);

    public override Task CreateTenantAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            databases.Open(tenant);
            return Task.CompletedTask;
        }
        catch (SqliteException exception) when (SqliteFault.Of(exception, databases.Folder) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public override Task<bool> RemoveTenantAsync(string tenant, CancellationToken cancellationToken) => databases.RemoveAsync(tenant, cancellationToken);

    public override Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken) => probe.RunAsync(cancellationToken);

    protected override Task<int> UpdateAsync(string tenant, SqlQuery statement, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE", tenant, statement, absent: 0, writer => writer.Update(statement), cancellationToken);

    /// <summary>SQLite has no row statistics, so the rate of the newest predictions is extrapolated to the complete time range.</summary>
    protected override async Task<double> EstimateAsync(
        string tenant, PredictionFilter filter, IReadOnlyList<Guid> newest, CancellationToken cancellationToken)
    {
        var oldest = await ListAsync(
            tenant, new SqlQuery("object_detections", "SELECT min(id) FROM tenant.object_detections"), row => PredictionId.TimeOf(Guid.Parse(row.GetString(0))), cancellationToken);
        var begin = filter.From > oldest[0] ? filter.From.Value : oldest[0];
        var (first, last) = (PredictionId.TimeOf(newest[^1]), PredictionId.TimeOf(newest[0]));
        var seen = Math.Max(1, (last - first).TotalMilliseconds);
        return newest.Count * (1 + Math.Max(0, (first - begin).TotalMilliseconds) / seen);
    }

    /// <summary>SQLite runs on the calling thread.</summary>
    protected override async Task<T> FoldAsync<T>(
        string tenant, SqlQuery query, Func<T> start, Action<T, DbDataReader> take, CancellationToken cancellationToken)
    {
        var result = start();
        if (databases.Find(tenant) is not { } database)
        {
            return result;
        }

        using var span = DatabaseSpan.Start("SELECT", query.Table, tenant);
        try
        {
            using var connection = database.OpenReader();
            using var command = connection.CreateCommand();
            SqliteDialect.Instance.Prepare(command, query, schema: null);
            using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                take(result, row);
            }

            return result;
        }
        catch (SqliteException exception)
        {
            span.Fail(exception);
            if (SqliteFault.Of(exception, databases.Folder) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }

    private Task<IReadOnlyList<string>> RemoveAsync(string tenant, SqlQuery statement, CancellationToken cancellationToken) =>
        WriteAsync<IReadOnlyList<string>>("DELETE", tenant, statement, absent: [], writer => writer.Remove(statement), cancellationToken);

    /// <summary>Runs a statement that changes the tables of a tenant. It does not create missing tables.</summary>
    private async Task<T> WriteAsync<T>(
        string operation, string tenant, SqlQuery statement, T absent, Func<PredictionWriter, T> write, CancellationToken cancellationToken)
    {
        if (databases.Find(tenant) is not { } database)
        {
            return absent;
        }

        using var span = DatabaseSpan.Start(operation, statement.Table, tenant);
        try
        {
            return await database.WriteAsync(write, cancellationToken);
        }
        catch (SqliteException exception)
        {
            span.Fail(exception);
            if (SqliteFault.Of(exception, databases.Folder) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
    }
}

/// <summary>Distinguishes disk failures from other database errors.</summary>
internal static class SqliteFault
{
    /// <summary>Creates the exception for a full, read-only or broken disk; null for any other error.</summary>
    public static StoreUnavailableException? Of(SqliteException exception, string folder) => exception.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_FULL => StoreUnavailableException.OfDisk("Predictions", DiskFault.Full, exception),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN =>
            StoreUnavailableException.OfDisk("Predictions", DiskFault.Of(folder) ?? exception.Message.TrimEnd('.'), exception),
        _ => null,
    };
}
