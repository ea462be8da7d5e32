using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>
/// The database file of one tenant: one connection for writes, because SQLite allows one writer, and pooled connections for
/// concurrent reads (WAL).
/// </summary>
internal sealed class TenantDatabase : IDisposable
{
    /// <summary>Maximum wait of a statement for a write of another process, in seconds.</summary>
    public const int BusyTimeoutSeconds = 10;

    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private readonly SqliteConnection _connection;
    private readonly PredictionWriter _writer;
    private readonly string _readers;
    private bool _isClosed;

    private TenantDatabase(string path, SqliteConnection connection)
    {
        _connection = connection;
        _writer = new PredictionWriter(connection);
        _readers = Describe(path, SqliteOpenMode.ReadOnly, pooling: true);
    }

    /// <summary>Opens or creates the file and migrates its schema.</summary>
    public static TenantDatabase Open(string path, SqliteMigrator migrator)
    {
        var connection = new SqliteConnection(Describe(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            connection.Open();
            // FULL syncs every commit, so that acknowledged predictions survive a power failure.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            migrator.Migrate(connection, Migration.Sqlite);
            return new TenantDatabase(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs one write in its own transaction. Writes are serialized.</summary>
    public async Task<T> WriteAsync<T>(Func<PredictionWriter, T> write, CancellationToken cancellationToken)
    {
        await _writeLock.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed)
            {
                throw new StoreUnavailableException("the tenant was deleted during a write; the next attempt uses its new file");
            }

            using var transaction = _connection.BeginTransaction(deferred: false);
            _writer.Join(transaction);
            var result = write(_writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            _writeLock.Release();
        }
    }

    /// <summary>Opens a pooled read-only connection; disposing it returns it to the pool.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readers);
        connection.Open();
        return connection;
    }

    /// <summary>Waits for the current write and closes the file. Later writes fail.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _writeLock.WaitAsync(cancellationToken);
        try
        {
            _isClosed = true;
            CloseConnections();
        }
        finally
        {
            _writeLock.Release();
        }
    }

    public void Dispose()
    {
        CloseConnections();
        _writeLock.Dispose();
    }

    private void CloseConnections()
    {
        using (var reader = new SqliteConnection(_readers))
        {
            SqliteConnection.ClearPool(reader);
        }

        _writer.Dispose();
        _connection.Dispose();
    }

    private static string Describe(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        ForeignKeys = true,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();
}

internal static class SqliteConnectionExtensions
{
    /// <summary>Executes statements without parameters and results.</summary>
    public static void Execute(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
