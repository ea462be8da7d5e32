using Microsoft.Data.Sqlite;

namespace VisionSystem.Logging.Storage.Sqlite;

/// <summary>One prepared <c>INSERT … ON CONFLICT (id) DO NOTHING</c>, run again and again with other values.</summary>
internal sealed class InsertCommand : IDisposable
{
    private readonly SqliteCommand _command;

    /// <param name="connection">The open connection it belongs to.</param>
    /// <param name="table">The table, which has a primary key <c>id</c>.</param>
    /// <param name="columns">The columns, in the order in which values are given.</param>
    public InsertCommand(SqliteConnection connection, string table, params ReadOnlySpan<string> columns)
    {
        _command = connection.CreateCommand();
        foreach (var column in columns)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = "$" + column });
        }
        var names = string.Join(", ", columns);
        var values = string.Join(", $", columns);
        _command.CommandText = $"INSERT INTO {table} ({names}) VALUES (${values}) ON CONFLICT (id) DO NOTHING";
    }

    public SqliteTransaction? Transaction
    {
        set => _command.Transaction = value;
    }

    /// <returns>Whether the row is new.</returns>
    public bool Execute(params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
        return _command.ExecuteNonQuery() == 1;
    }

    public void Dispose() => _command.Dispose();
}
