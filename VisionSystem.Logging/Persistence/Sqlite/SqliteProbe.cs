using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>
/// Commits one row to its own file beside the files of the tenants. This detects a full disk, a read-only mount and missing
/// permissions without waiting for the writes of a tenant.
/// </summary>
internal sealed class SqliteProbe(StoreOptions options, TimeProvider time)
{
    /// <summary>Cannot collide with a tenant, because tenant names begin with a letter.</summary>
    private const string FileName = ".probe.db";

    public Task<StoreStatus> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Commit());
        }
        catch (SqliteException exception) when (SqliteFault.Of(exception, options.PredictionsFolder) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private StoreStatus Commit()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.PredictionsFolder, FileName),
            Pooling = false,
        }.ToString());
        connection.Open();
        connection.Execute("CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, at TEXT NOT NULL)");
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO probe (id, at) VALUES (1, $at) ON CONFLICT (id) DO UPDATE SET at = excluded.at";
        command.Parameters.AddWithValue("$at", SqliteTime.ToText(time.GetUtcNow()));
        command.ExecuteNonQuery();
        return new StoreStatus("sqlite", options.PredictionsFolder, Used(), Free());
    }

    private long Used() => new DirectoryInfo(options.PredictionsFolder).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);

    private long Free() => new DriveInfo(options.PredictionsFolder).AvailableFreeSpace;
}
