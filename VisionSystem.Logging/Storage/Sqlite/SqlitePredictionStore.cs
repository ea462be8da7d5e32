using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Predictions;
using VisionSystem.Logging.Telemetry;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Storage.Sqlite;

/// <summary>Predictions in one SQLite file per tenant: <c>predictions/tenant.db</c>.</summary>
internal sealed class SqlitePredictionStore(TenantDatabases databases, SqliteProbe probe) : IPredictionStore
{
    private const string NewestFirst = "ORDER BY d.created_at DESC, d.id DESC LIMIT $limit";

    public async Task<int> AddAsync(string tenant, IReadOnlyList<Prediction> predictions, CancellationToken cancellationToken)
    {
        using var span = DatabaseSpan.Start("INSERT", "object_detections", tenant, predictions.Count);
        try
        {
            var database = databases.Open(tenant);
            return await database.WriteAsync(writer => predictions.Count(prediction => writer.Add(tenant, prediction)), cancellationToken);
        }
        catch (SqliteException exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    public async Task<Prediction?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            tenant, "object_detections", PredictionReader.Select + "WHERE d.id = $id", PredictionReader.Read, cancellationToken,
            ("$id", id.ToString()));
        return found.SingleOrDefault();
    }

    public Task<IReadOnlyList<Prediction>> ListAsync(string tenant, PagePlace? after, int limit, CancellationToken cancellationToken) =>
        after is { } place
            ? ReadAsync(
                tenant, "object_detections",
                PredictionReader.Select + "WHERE (d.created_at, d.id) < ($created_at, $id) " + NewestFirst, PredictionReader.Read, cancellationToken,
                ("$created_at", SqliteTime.ToText(place.CreatedAt)), ("$id", place.Id.ToString()), ("$limit", limit))
            : ReadAsync(
                tenant, "object_detections", PredictionReader.Select + NewestFirst, PredictionReader.Read, cancellationToken,
                ("$limit", limit));

    public async Task<string?> FindImageFormatAsync(string tenant, string sha256, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            tenant, "image_processing", "SELECT image_format FROM image_processing WHERE file_hash = $hash LIMIT 1",
            row => row.GetString(0), cancellationToken, ("$hash", sha256));
        return found.SingleOrDefault();
    }

    public Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken) => probe.RunAsync(cancellationToken);

    /// <summary>Runs one query and reads all its rows; SQLite answers from the calling thread.</summary>
    private async Task<IReadOnlyList<T>> ReadAsync<T>(
        string tenant, string table, string sql, Func<SqliteDataReader, T> read, CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters)
    {
        if (databases.Find(tenant) is not { } database)
        {
            return [];
        }
        using var span = DatabaseSpan.Start("SELECT", table, tenant);
        try
        {
            using var connection = database.OpenReader();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
            {
                command.Parameters.AddWithValue(name, value);
            }
            using var row = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(read(row));
            }
            return rows;
        }
        catch (SqliteException exception)
        {
            span.Fail(exception);
            throw;
        }
    }
}
