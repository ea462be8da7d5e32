using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Persistence.Sqlite;

internal static class SqliteConnectionExtensions
{
    /// <summary>Runs statements that take no parameters and give no rows.</summary>
    public static void Execute(this SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
