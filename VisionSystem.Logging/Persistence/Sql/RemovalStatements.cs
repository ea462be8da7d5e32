using System.Data.Common;
using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements that delete predictions or forecast a deletion.</summary>
internal static class RemovalStatements
{
    private const string Table = "image_processing";

    public static readonly RemovalReport Nothing = new(DryRun: true, 0, 0, More: false);

    /// <summary>Deletes predictions by their image rows, which cascades to all other rows, and returns the image hashes.</summary>
    public static SqlQuery Remove(IEnumerable<Guid> ids)
    {
        (string Name, object Value)[] rows = [.. ids.Select((id, i) => (string.Create(CultureInfo.InvariantCulture, $"@id{i}"), (object)ImageRowId.Of(id)))];
        return new SqlQuery(
            Table, $"DELETE FROM tenant.image_processing WHERE id IN ({string.Join(", ", rows.Select(row => row.Name))}) RETURNING file_hash", rows);
    }

    /// <summary>Deletes the oldest predictions before a time in the same way, up to a limit, and returns the image hashes.</summary>
    public static SqlQuery RemoveBefore(DateTimeOffset moment, int limit) => new(
        Table,
        """
        DELETE FROM tenant.image_processing
        WHERE id IN (SELECT i.id FROM tenant.image_processing AS i WHERE i.id < @first ORDER BY i.id LIMIT @limit)
        RETURNING file_hash
        """,
        ("@first", PredictionId.FirstOf(moment)), ("@limit", limit));

    /// <summary>Counts the matching predictions and the images that no other prediction references.</summary>
    public static SqlQuery Forecast(PredictionFilter filter)
    {
        var ids = SearchQuery.Ids(filter, after: null, int.MaxValue);
        return ids with
        {
            Text = $"""
                WITH images AS (
                    SELECT i.file_hash AS hash, count(*) AS predictions
                    FROM ({ids.Text}) AS found
                    CROSS JOIN tenant.object_detections AS d
                    CROSS JOIN tenant.image_processing AS i
                    WHERE d.id = found.id AND i.id = d.image_id
                    GROUP BY i.file_hash
                )
                SELECT CAST(coalesce(sum(images.predictions), 0) AS bigint),
                       count(CASE WHEN images.predictions = (SELECT count(*) FROM tenant.image_processing AS o WHERE o.file_hash = images.hash) THEN 1 END)
                FROM images
                """,
        };
    }

    public static RemovalReport ReadForecast(DbDataReader row) => Nothing with { Predictions = row.GetInt64(0), Images = row.GetInt64(1) };

    /// <summary>
    /// Adds up the sizes of the images from the newest to the oldest, and returns the newest prediction of the first image that
    /// exceeds the limit. The age of an image is that of its newest prediction, because it is deleted with that one. Ids are
    /// compared as text, which has the same order, because PostgreSQL has no max of uuids.
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
            ) AS images
        ) AS sums
        WHERE kept > @bytes
        ORDER BY newest DESC
        LIMIT 1
        """,
        ("@bytes", bytes));

    /// <summary>Returns the end of the millisecond of a row of <see cref="Excess"/>.</summary>
    public static DateTimeOffset ReadExcess(DbDataReader row) => PredictionId.TimeOf(Guid.Parse(row.GetString(0))).AddMilliseconds(1);
}
