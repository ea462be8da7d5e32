using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>One prepared <c>INSERT … ON CONFLICT (id) DO NOTHING</c>, executed repeatedly with different values.</summary>
internal sealed class InsertCommand : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly IReadOnlyList<Column> _columns;

    /// <param name="connection">Open connection of the command.</param>
    /// <param name="table">Name of a table with the primary key <c>id</c>.</param>
    /// <param name="columns">Columns and their values.</param>
    public InsertCommand(SqliteConnection connection, string table, IReadOnlyList<Column> columns)
    {
        _columns = columns;
        _command = connection.CreateCommand();
        foreach (var column in columns)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = "@" + column.Name });
        }

        var names = string.Join(", ", columns.Select(column => column.Name));
        var values = string.Join(", ", columns.Select(column => "@" + column.Name));
        _command.CommandText = $"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT (id) DO NOTHING";
    }

    public SqliteTransaction? Transaction
    {
        get => _command.Transaction;
        set => _command.Transaction = value;
    }

    /// <returns>Whether the row is new.</returns>
    public bool Execute(PredictionRow row)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            _command.Parameters[i].Value = _columns[i].Value(row) is { } value ? SqliteDialect.Instance.Parameter(value) : DBNull.Value;
        }

        return _command.ExecuteNonQuery() == 1;
    }

    public void Dispose() => _command.Dispose();
}
