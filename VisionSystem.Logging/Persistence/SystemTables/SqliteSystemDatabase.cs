using System.Data.Common;
using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.Sql;
using VisionSystem.Logging.Persistence.Sqlite;

namespace VisionSystem.Logging.Persistence.SystemTables;

/// <summary>The file <c>system.db</c> beside the tenants' files, opened when first needed. One connection serves all work in turn.</summary>
internal sealed class SqliteSystemDatabase(StoreOptions options, SqliteMigrator migrator) : ISystemDatabase, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _connection;

    public async Task<T> RunAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var connection = _connection ??= Open();

            // Immediate: a transaction that began with a read could not wait for the write lock of another process.
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = await work(connection, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (SqliteException exception)
        {
            if (SqliteFault.Of(exception, options.SystemDatabase) is { } unavailable)
            {
                throw unavailable;
            }

            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One service process owns the embedded stores.</summary>
    public async Task<bool> TryRunExclusiveAsync(long key, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await work(cancellationToken);
        return true;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.SystemDatabase,
            Pooling = false,
            DefaultTimeout = TenantDatabase.BusyTimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            migrator.Migrate(connection, Migration.SqliteSystem);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
