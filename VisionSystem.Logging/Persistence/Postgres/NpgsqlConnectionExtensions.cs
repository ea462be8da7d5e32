using Npgsql;

namespace VisionSystem.Logging.Persistence.Postgres;

internal static class NpgsqlConnectionExtensions
{
    /// <summary>Executes statements without a timeout.</summary>
    public static async Task ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Returns the first column of the first row.</summary>
    public static async Task<T> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Drops the partitions of the months that end before a time.</summary>
    public static Task<bool> DropMonthsAsync(this NpgsqlConnection connection, string schema, DateTimeOffset moment, CancellationToken cancellationToken) =>
        connection.RunWithLockTimeoutAsync(
            "SELECT cv_system.drop_months_before(@schema, @moment)", cancellationToken, ("schema", schema), ("moment", moment.ToUniversalTime()));

    /// <summary>Executes statements in a transaction that fails instead of waiting for a long read, which would block all later ones.</summary>
    public static async Task<bool> RunWithLockTimeoutAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("SET LOCAL lock_timeout = '5s'", cancellationToken);
        await connection.ExecuteAsync(sql, cancellationToken, parameters);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
