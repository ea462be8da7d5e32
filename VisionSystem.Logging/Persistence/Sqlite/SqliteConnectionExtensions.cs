using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Persistence.Sqlite;

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
