using System.Globalization;
using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>
/// Migrates a database file to the newest schema of this program. SQLite's write lock lets any number of processes migrate
/// concurrently. A file with a newer schema is used without migration, because migrations only add.
/// </summary>
internal sealed class SqliteMigrator(TimeProvider time, ILogger<SqliteMigrator> logger)
{
    private const string Ledger = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    INTEGER PRIMARY KEY NOT NULL,
            name       TEXT NOT NULL,
            applied_at TEXT NOT NULL
        );
        """;

    /// <summary>Brings the file to the newest of these steps.</summary>
    /// <param name="connection">A connection that may write.</param>
    /// <param name="migrations">The steps, in order.</param>
    public void Migrate(SqliteConnection connection, IReadOnlyList<Migration> migrations)
    {
        var newest = migrations[^1].Version;
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Execute(Ledger, transaction);
        var applied = AppliedVersion(connection, transaction);
        foreach (var migration in migrations.Where(migration => migration.Version > applied))
        {
            connection.Execute(migration.Sql, transaction);
            Record(connection, transaction, migration);
            Log.Migrated(logger, connection.DataSource, migration.Name);
        }

        transaction.Commit();
        if (applied > newest)
        {
            Log.NewerSchema(logger, connection.DataSource, applied, newest);
        }
    }

    private static int AppliedVersion(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_migrations";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private void Record(SqliteConnection connection, SqliteTransaction transaction, Migration migration)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($version, $name, $applied_at)";
        command.Parameters.AddWithValue("$version", migration.Version);
        command.Parameters.AddWithValue("$name", migration.Name);
        command.Parameters.AddWithValue("$applied_at", SqliteTime.ToText(time.GetUtcNow()));
        command.ExecuteNonQuery();
    }
}
