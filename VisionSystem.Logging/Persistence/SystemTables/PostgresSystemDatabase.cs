using System.Data.Common;
using VisionSystem.Logging.Persistence.Postgres;

namespace VisionSystem.Logging.Persistence.SystemTables;

/// <summary>The schema <c>cv_system</c> of the PostgreSQL database.</summary>
internal sealed class PostgresSystemDatabase(PostgresDatabase database, PostgresMigrator migrator) : ISystemDatabase
{
    public async Task<T> RunAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await migrator.EnsureAsync(cancellationToken);
        return await database.RunAsync(
            async (connection, token) =>
            {
                // For this transaction alone: the connection goes back into the pool.
                await using var transaction = await connection.BeginTransactionAsync(token);
                await connection.ExecuteAsync("SET LOCAL search_path TO cv_system", token);
                var result = await work(connection, token);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken);
    }

    /// <summary>Holds a session-level advisory lock: it ends with the connection of a killed process.</summary>
    public async Task<bool> TryRunExclusiveAsync(long key, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await migrator.EnsureAsync(cancellationToken);
        return await database.RunAsync(
            async (connection, token) =>
            {
                if (!await connection.ScalarAsync<bool>("SELECT pg_try_advisory_lock(@key)", token, ("key", key)))
                {
                    return false;
                }

                try
                {
                    await work(token);
                    return true;
                }
                finally
                {
                    await connection.ScalarAsync<bool>("SELECT pg_advisory_unlock(@key)", CancellationToken.None, ("key", key));
                }
            },
            cancellationToken);
    }
}
