using System.Data.Common;
using System.Globalization;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>
/// Statements that count the objects of a time span in bins. A large span is sampled: only ids whose last 16 bits, which are random
/// in a UUIDv7, are below a threshold are counted.
/// </summary>
internal sealed class DriftStatements(SqlDialect dialect)
{
    /// <summary>Approximate number of sampled predictions per time span.</summary>
    private const long SampleSize = 20_000;

    private const int CutRange = 1 << 16;

    private static readonly string ConfidenceBin = Tenth("CAST(o.value ->> 'confidence' AS REAL)");

    private static readonly string Area = """
        (CAST(o.value -> 'box' ->> 'x2' AS REAL) - CAST(o.value -> 'box' ->> 'x1' AS REAL))
        * (CAST(o.value -> 'box' ->> 'y2' AS REAL) - CAST(o.value -> 'box' ->> 'y1' AS REAL))
        / (CAST(d.image_resolution ->> 'width' AS REAL) * CAST(d.image_resolution ->> 'height' AS REAL))
        """;

    private static readonly string SizeBin = $"""
        CASE WHEN o.value ->> 'box' IS NULL THEN NULL
        {string.Join('\n', DriftBins.SizeEdges.Select((edge, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {Area} < {edge} THEN {i}")))}
        ELSE {DriftBins.SizeEdges.Length} END
        """;

    public static SqlQuery Count(DriftSpan span) => Over(span, predictions: null, """
        SELECT count(*)
        FROM tenant.object_detections AS d
        """, "");

    public SqlQuery Objects(DriftSpan span, long predictions) => Over(span, predictions, $"""
        SELECT o.value ->> 'class', {ConfidenceBin}, {SizeBin}, count(*)
        FROM tenant.object_detections AS d
        CROSS JOIN {dialect.Elements("d.detected_objects")} AS o
        """, "GROUP BY 1, 2, 3");

    public static SqlQuery Brightness(DriftSpan span, long predictions) => Over(span, predictions, $"""
        SELECT {Tenth("d.brightness")}, count(*)
        FROM tenant.object_detections AS d
        """, "GROUP BY 1");

    public static ObjectCount ReadObjects(DbDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.IsDBNull(2) ? null : row.GetInt32(2), row.GetInt64(3));

    /// <summary>Returns a brightness bin, null if the brightness was not measured, and its number of predictions.</summary>
    public static (int? Bin, long Count) ReadBrightness(DbDataReader row) => (row.IsDBNull(0) ? null : row.GetInt32(0), row.GetInt64(1));

    private static SqlQuery Over(DriftSpan span, long? predictions, string select, string grouping)
    {
        var conditions = new List<string> { "d.id >= @from", "d.id < @to" };
        var values = new List<(string Name, object Value)> { ("@from", PredictionId.FirstOf(span.From)), ("@to", PredictionId.FirstOf(span.To)) };
        foreach (var (column, value) in new[] { ("detection_model", span.Model), ("model_version", span.Version), ("source", span.Source) })
        {
            if (value is not null)
            {
                conditions.Add($"d.{column} = @{column}");
                values.Add(("@" + column, value));
            }
        }

        if (predictions > SampleSize)
        {
            conditions.Add("substr(CAST(d.id AS TEXT), 33, 4) < @cut");
            values.Add(("@cut", (CutRange * SampleSize / predictions.Value).ToString("x4", CultureInfo.InvariantCulture)));
        }

        return new SqlQuery("object_detections", $"{select}\nWHERE {string.Join(" AND ", conditions)}\n{grouping}", values);
    }

    /// <summary>Returns the expression for the tenth of 0..1 that contains a number; 1 belongs to the last one.</summary>
    private static string Tenth(string number) =>
        $"CASE WHEN {number} >= 1 THEN 9 WHEN {number} < 0 THEN 0 ELSE CAST(floor({number} * 10) AS INTEGER) END";
}
