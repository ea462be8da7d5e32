using Microsoft.Data.Sqlite;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence;

/// <summary>Tests of the complete service for both databases.</summary>
/// <param name="postgres">The server; null for SQLite.</param>
public abstract class StoreTests(PostgresServer? postgres)
{
    private string _address = "";

    /// <summary>Starts the service with an empty database of the tested kind.</summary>
    private protected async Task<LoggingApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        if (postgres is null)
        {
            return new LoggingApplication(null, settings);
        }

        _address = await postgres.CreateDatabaseAsync();
        return new LoggingApplication(null, [("Vision:Store:DatabaseUrl", _address), .. settings]);
    }

    /// <summary>Runs a statement on the default tenant's tables, independently of the service.</summary>
    private protected Task<object?> QueryAsync(LoggingApplication service, string sql) =>
        QueryAsync("cv_tenant_default", Path.Combine(service.PredictionsFolder, "default.db"), sql);

    /// <summary>Runs a statement on the tables that belong to no single tenant, independently of the service.</summary>
    private protected Task<object?> SystemQueryAsync(LoggingApplication service, string sql) =>
        QueryAsync("cv_system", Path.Combine(service.PredictionsFolder, "..", "system.db"), sql);

    private async Task<object?> QueryAsync(string schema, string file, string sql)
    {
        if (postgres is not null)
        {
            return await postgres.QueryAsync(_address, $"SET search_path = {schema}; {sql}");
        }

        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
