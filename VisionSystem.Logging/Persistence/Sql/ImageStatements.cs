using System.Data.Common;
using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements for the images that rows reference.</summary>
internal static class ImageStatements
{
    private const string Table = "image_processing";

    /// <summary>Lists distinct hashes after the given one, in ordinal order.</summary>
    public static SqlQuery List(string after, int limit) => new(
        Table,
        "SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash > @after ORDER BY i.file_hash LIMIT @limit",
        ("@after", after), ("@limit", limit));

    /// <summary>Counts predictions, and images with their bytes, each image once; and finds the oldest and the newest prediction.</summary>
    public static SqlQuery Measure(DateTimeOffset today) => new(
        Table,
        """
        SELECT CAST(coalesce(sum(images.predictions), 0) AS bigint),
               count(*),
               CAST(coalesce(sum(images.bytes), 0) AS bigint),
               (SELECT count(*) FROM tenant.object_detections AS t WHERE t.id >= @today),
               (SELECT CAST(o.id AS text) FROM tenant.object_detections AS o ORDER BY o.id LIMIT 1),
               (SELECT CAST(n.id AS text) FROM tenant.object_detections AS n ORDER BY n.id DESC LIMIT 1)
        FROM (
            SELECT count(*) AS predictions, max(i.file_size_bytes) AS bytes
            FROM tenant.image_processing AS i
            GROUP BY i.file_hash
        ) AS images
        """,
        ("@today", PredictionId.FirstOf(today)));

    public static StoredUsage ReadUsage(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), TimeOf(row, 4), TimeOf(row, 5));

    /// <summary>Lists those of the given hashes that exist.</summary>
    public static SqlQuery Named(IReadOnlyCollection<string> hashes)
    {
        (string Name, object Value)[] values = [.. hashes.Select((hash, i) => (string.Create(CultureInfo.InvariantCulture, $"@hash{i}"), (object)hash))];
        return new SqlQuery(
            Table, $"SELECT DISTINCT i.file_hash FROM tenant.image_processing AS i WHERE i.file_hash IN ({string.Join(", ", values.Select(value => value.Name))})", values);
    }

    private static DateTimeOffset? TimeOf(DbDataReader row, int column) => row.IsDBNull(column) ? null : PredictionId.TimeOf(Guid.Parse(row.GetString(column)));
}
