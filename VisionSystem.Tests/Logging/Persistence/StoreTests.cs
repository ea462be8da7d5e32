using Microsoft.Data.Sqlite;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence;

/// <summary>Tests of the whole service that hold whichever database it keeps its predictions in.</summary>
/// <param name="postgres">The server; null for SQLite.</param>
public abstract class StoreTests(PostgresServer? postgres)
{
    private string _address = "";

    /// <summary>The service over an empty database of the kind under test.</summary>
    private protected async Task<LoggingApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        if (postgres is null)
        {
            return new LoggingApplication(null, settings);
        }

        _address = await postgres.CreateDatabaseAsync();
        return new LoggingApplication(null, [("Vision:Store:DatabaseUrl", _address), .. settings]);
    }

    /// <summary>Runs a statement over the default tenant's tables, beside the service.</summary>
    private protected async Task<object?> QueryAsync(LoggingApplication service, string sql)
    {
        if (postgres is not null)
        {
            return await postgres.QueryAsync(_address, "SET search_path = cv_tenant_default; " + sql);
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(service.PredictionsFolder, "default.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
