using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Statements for exports.</summary>
internal static class ExportStatements
{
    /// <summary>
    /// Lists the classes by a loose index scan from one class to the next, because the index has one row per prediction and class
    /// (https://wiki.postgresql.org/wiki/Loose_indexscan).
    /// </summary>
    public static readonly SqlQuery Classes = new("prediction_classes", """
        WITH RECURSIVE seen (class) AS (
            SELECT min(class) FROM tenant.prediction_classes
            UNION ALL
            SELECT (SELECT min(c.class) FROM tenant.prediction_classes AS c WHERE c.class > seen.class) FROM seen WHERE seen.class IS NOT NULL
        )
        SELECT class FROM seen WHERE class IS NOT NULL ORDER BY class
        """);

    public static SqlQuery Shared(IReadOnlyList<string> hashes)
    {
        (string Name, object Value)[] values = [.. hashes.Select((hash, i) => (string.Create(CultureInfo.InvariantCulture, $"@h{i}"), (object)hash))];
        return new SqlQuery("image_processing", $"""
            SELECT file_hash FROM tenant.image_processing
            WHERE file_hash IN ({string.Join(", ", values.Select(value => value.Name))})
            GROUP BY file_hash HAVING count(*) > 1
            """, values);
    }
}
