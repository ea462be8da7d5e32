namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>Writes one row, which detects a database that is down, full, read-only or not migrated.</summary>
internal sealed class PostgresProbe(PostgresDatabase database, PostgresMigrator migrator)
{
    private const string Write = """
        INSERT INTO cv_system.probe (id, at) VALUES (1, now()) ON CONFLICT (id) DO UPDATE SET at = excluded.at
        RETURNING pg_database_size(current_database())
        """;

    /// <summary>Maximum duration, below the probe timeout of the platform.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    public async Task<StoreStatus> RunAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            await migrator.EnsureAsync(timeout.Token);
            var used = await database.RunAsync((connection, token) => connection.ScalarAsync<long>(Write, token), timeout.Token);
            return new StoreStatus("postgresql", database.Location, used, FreeBytes: null);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The database at {database.Location} did not respond within {Timeout.TotalSeconds} s.", exception);
        }
    }
}
