using Microsoft.Data.Sqlite;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Writes predictions over one connection. Not thread-safe.</summary>
internal sealed class PredictionWriter(SqliteConnection connection) : IDisposable
{
    private readonly InsertCommand _images = new(connection, "image_processing", PredictionColumns.Images);
    private readonly InsertCommand _detections = new(connection, "object_detections", PredictionColumns.Detections);

    /// <summary>Enlists the statements in a transaction.</summary>
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

    /// <summary>Deletes predictions.</summary>
    /// <param name="statement">Statement that deletes predictions and returns their image hashes.</param>
    /// <returns>The image hashes.</returns>
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

    /// <returns>The number of updated rows.</returns>
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
