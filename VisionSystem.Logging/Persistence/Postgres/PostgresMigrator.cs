using Npgsql;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Migrates the database to the newest schema of this program. A session-level advisory lock lets any number of replicas start
/// concurrently. A database with a newer schema is used without migration, because migrations only add.
/// </summary>
internal sealed class PostgresMigrator(PostgresDatabase database, ILogger<PostgresMigrator> logger) : IDisposable
{
    /// <summary>An arbitrary number that is the same in every version.</summary>
    private const long LockKey = 0x0076_6973_696f_6e01;

    private const int OldestServer = 14;

    private const string LedgerExists = "SELECT to_regclass('cv_system.schema_migrations') IS NOT NULL";

    private const string AppliedVersion = "SELECT coalesce(max(version), 0) FROM cv_system.schema_migrations";

    private const string Record = "INSERT INTO cv_system.schema_migrations (version, name) VALUES (@version, @name)";

    private static readonly string Ledger = $"""
        CREATE SCHEMA cv_system;
        CREATE TABLE cv_system.schema_migrations (
            version    integer PRIMARY KEY,
            name       text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE FUNCTION cv_system.migration_lock() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT {LockKey}';
        """;

    private readonly SemaphoreSlim _migrationLock = new(1, 1);
    private volatile bool _done;

    /// <summary>The migrations of this program, in order.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = Migration.Postgres;

    /// <summary>Migrates the database once; later calls return immediately.</summary>
    /// <exception cref="StoreUnavailableException">The database is unavailable.</exception>
    public async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (_done)
        {
            return;
        }

        await _migrationLock.WaitAsync(cancellationToken);
        try
        {
            if (!_done)
            {
                _done = await database.RunAsync(MigrateAsync, cancellationToken);
            }
        }
        finally
        {
            _migrationLock.Release();
        }
    }

    public void Dispose() => _migrationLock.Dispose();

    private async Task<bool> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new NotSupportedException($"PostgreSQL {OldestServer} or newer is required; {database.Location} has version {connection.PostgreSqlVersion}. Upgrade the server.");
        }

        if (await IsBehindAsync(connection, cancellationToken))
        {
            await connection.ExecuteAsync($"SELECT pg_advisory_lock({LockKey})", cancellationToken);
            try
            {
                await ApplyAsync(connection, cancellationToken);
            }
            finally
            {
                // If this fails, the connection is lost, which releases the lock.
                await connection.ExecuteAsync($"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
            }
        }

        return true;
    }

    private async Task<bool> IsBehindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var newest = Migrations[^1].Version;
        var applied = await AppliedAsync(connection, cancellationToken);
        if (applied > newest)
        {
            Log.NewerSchema(logger, database.Location, applied, newest);
        }

        return applied < newest;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await connection.ScalarAsync<bool>(LedgerExists, cancellationToken))
        {
            await connection.ExecuteAsync(Ledger, cancellationToken);
        }

        var applied = await AppliedAsync(connection, cancellationToken);
        foreach (var migration in Migrations.Where(migration => migration.Version > applied))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(migration.Sql, cancellationToken);
            await connection.ExecuteAsync(Record, cancellationToken, ("version", migration.Version), ("name", migration.Name));
            await transaction.CommitAsync(cancellationToken);
            Log.Migrated(logger, database.Location, migration.Name);
        }
    }

    private static async Task<int> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await connection.ScalarAsync<bool>(LedgerExists, cancellationToken)
            ? await connection.ScalarAsync<int>(AppliedVersion, cancellationToken)
            : 0;
}
