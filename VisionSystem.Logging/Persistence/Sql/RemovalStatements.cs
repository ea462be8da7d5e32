using System.Data.Common;
using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>What removes predictions, and what tells beforehand how much that would be.</summary>
internal static class RemovalStatements
{
    private const string Table = "image_processing";

    public static readonly RemovalReport Nothing = new(DryRun: true, 0, 0, More: false);

    /// <summary>Removes predictions by their images' rows, with which everything else of them goes; gives the images' hashes.</summary>
    public static SqlQuery Remove(IEnumerable<Guid> ids)
    {
        (string Name, object Value)[] rows = [.. ids.Select((id, i) => (string.Create(CultureInfo.InvariantCulture, $"@id{i}"), (object)ImageRowId.Of(id)))];
        return new SqlQuery(
            Table, $"DELETE FROM tenant.image_processing WHERE id IN ({string.Join(", ", rows.Select(row => row.Name))}) RETURNING file_hash", rows);
    }

    /// <summary>Removes the oldest predictions of before a moment in the same way, so many at once.</summary>
    public static SqlQuery RemoveBefore(DateTimeOffset moment, int limit) => new(
        Table,
        """
        DELETE FROM tenant.image_processing
        WHERE id IN (SELECT i.id FROM tenant.image_processing AS i WHERE i.id < @first ORDER BY i.id LIMIT @limit)
        RETURNING file_hash
        """,
        ("@first", PredictionId.FirstOf(moment)), ("@limit", limit));

    /// <summary>Counts what a filter means and the images that nothing else names.</summary>
    public static SqlQuery Forecast(PredictionFilter filter)
    {
        var ids = SearchQuery.Ids(filter, after: null, int.MaxValue);
        return ids with
        {
            Text = $"""
                WITH photos AS (
                    SELECT i.file_hash AS hash, count(*) AS predictions
                    FROM ({ids.Text}) AS found
                    CROSS JOIN tenant.object_detections AS d
                    CROSS JOIN tenant.image_processing AS i
                    WHERE d.id = found.id AND i.id = d.image_id
                    GROUP BY i.file_hash
                )
                SELECT CAST(coalesce(sum(photos.predictions), 0) AS bigint),
                       count(CASE WHEN photos.predictions = (SELECT count(*) FROM tenant.image_processing AS o WHERE o.file_hash = photos.hash) THEN 1 END)
                FROM photos
                """,
        };
    }

    public static RemovalReport ReadForecast(DbDataReader row) => Nothing with { Predictions = row.GetInt64(0), Images = row.GetInt64(1) };

    /// <summary>
    /// The newest prediction of the first image, from the newest back, with which the images take more than so many bytes. An
    /// image goes with its last prediction, so it counts as young as that. Ids as text: their order is the same, and
    /// PostgreSQL has no max of uuids.
    /// </summary>
    public static SqlQuery Excess(long bytes) => new(
        Table,
        """
        SELECT newest
        FROM (
            SELECT newest, sum(bytes) OVER (ORDER BY newest DESC) AS kept
            FROM (
                SELECT max(CAST(i.id AS text)) AS newest, max(i.file_size_bytes) AS bytes
                FROM tenant.image_processing AS i
                GROUP BY i.file_hash
            ) AS photos
        ) AS sums
        WHERE kept > @bytes
        ORDER BY newest DESC
        LIMIT 1
        """,
        ("@bytes", bytes));

    /// <summary>The end of the millisecond that a row of <see cref="Excess"/> names.</summary>
    public static DateTimeOffset ReadExcess(DbDataReader row) => PredictionId.TimeOf(Guid.Parse(row.GetString(0))).AddMilliseconds(1);
}
