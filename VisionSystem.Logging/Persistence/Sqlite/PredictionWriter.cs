using Microsoft.Data.Sqlite;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Writes predictions over one connection; not thread-safe.</summary>
internal sealed class PredictionWriter(SqliteConnection connection) : IDisposable
{
    private readonly InsertCommand _images = new(connection, "image_processing", PredictionColumns.Images);
    private readonly InsertCommand _detections = new(connection, "object_detections", PredictionColumns.Detections);

    /// <summary>Lets the statements take part in a transaction.</summary>
    public void Join(SqliteTransaction transaction)
    {
        _images.Transaction = transaction;
        _detections.Transaction = transaction;
    }

    /// <returns>Whether the prediction is new.</returns>
    public bool Add(string tenant, Prediction prediction)
    {
        var row = new PredictionRow(tenant, prediction);
        _images.Execute(row);
        return _detections.Execute(row);
    }

    /// <summary>Removes predictions.</summary>
    /// <param name="statement">Which ones; it gives the hashes of their images.</param>
    /// <returns>Those hashes.</returns>
    public List<string> Remove(SqlQuery statement)
    {
        using var command = connection.CreateCommand();
        command.Transaction = _images.Transaction;
        SqliteDialect.Instance.Prepare(command, statement, schema: null);
        using var row = command.ExecuteReader();
        var hashes = new List<string>();
        while (row.Read())
        {
            hashes.Add(row.GetString(0));
        }

        return hashes;
    }

    /// <returns>How many rows were changed.</returns>
    public int Update(SqlQuery statement)
    {
        using var command = connection.CreateCommand();
        command.Transaction = _images.Transaction;
        SqliteDialect.Instance.Prepare(command, statement, schema: null);
        return command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _images.Dispose();
        _detections.Dispose();
    }
}
