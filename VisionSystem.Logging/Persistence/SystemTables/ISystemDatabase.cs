using System.Data.Common;

namespace VisionSystem.Logging.Persistence.SystemTables;

/// <summary>
/// The tables that belong to no single tenant. Both databases accept the same SQL for them: names without a schema, parameters
/// as <c>@name</c>, times as milliseconds since 1970.
/// </summary>
internal interface ISystemDatabase
{
    /// <summary>Runs work over a connection, in one transaction. Work may run twice after a lost connection, so repeating it must do no harm.</summary>
    /// <exception cref="StoreUnavailableException">The database does not respond.</exception>
    Task<T> RunAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs work in at most one process at a time.</summary>
    /// <param name="key">Identifies the work, the same in every version.</param>
    /// <param name="work">The work. A lost connection ends the exclusion, so repeating it must do no harm.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False if another process runs the work.</returns>
    /// <exception cref="StoreUnavailableException">The database does not respond.</exception>
    Task<bool> TryRunExclusiveAsync(long key, Func<CancellationToken, Task> work, CancellationToken cancellationToken);
}

internal static class SystemDatabaseExtensions
{
    /// <summary>Creates a command with parameters; null becomes NULL.</summary>
    public static DbCommand Command(this DbConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    public static async Task<int> ExecuteAsync(
        this DbConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
