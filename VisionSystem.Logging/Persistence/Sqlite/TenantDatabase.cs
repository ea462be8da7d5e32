using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>
/// The file of one tenant: one connection that writes, since SQLite has one writer, and pooled ones that read beside it
/// without waiting (WAL).
/// </summary>
internal sealed class TenantDatabase : IDisposable
{
    /// <summary>How long a statement waits for another process's write before it fails, in seconds.</summary>
    public const int BusyTimeoutSeconds = 10;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteConnection _connection;
    private readonly PredictionWriter _writer;
    private readonly string _readers;

    private TenantDatabase(string path, SqliteConnection connection)
    {
        _connection = connection;
        _writer = new PredictionWriter(connection);
        _readers = Describe(path, SqliteOpenMode.ReadOnly, pooling: true);
    }

    /// <summary>Opens the file, creates it where it is missing, and brings its schema up to date.</summary>
    public static TenantDatabase Open(string path, SqliteMigrator migrator)
    {
        var connection = new SqliteConnection(Describe(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            connection.Open();
            // FULL syncs every commit: what was acknowledged survives a power cut.
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

    /// <summary>Runs writes one after another, each in a transaction of its own.</summary>
    public async Task<T> WriteAsync<T>(Func<PredictionWriter, T> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            _writer.Join(transaction);
            var result = write(_writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A pooled connection that only reads; dispose it to give it back.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readers);
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        using (var reader = new SqliteConnection(_readers))
        {
            SqliteConnection.ClearPool(reader);
        }

        _writer.Dispose();
        _connection.Dispose();
        _turn.Dispose();
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
