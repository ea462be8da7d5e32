using Npgsql;
using NpgsqlTypes;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Stores any number of predictions with one statement: one array per column, unnested into rows. Existing predictions remain
/// unchanged, including their classes and metadata.
/// </summary>
internal static class PredictionInsert
{
    private static readonly Column[] Columns =
    [
        .. PredictionColumns.Images.Select(column => column with { Name = "image_" + column.Name }),
        .. PredictionColumns.Detections.Where(column => column.Name != "image_id"),
    ];

    private static readonly string Text = $"""
        WITH incoming AS (
            SELECT * FROM unnest({Join(Columns, column => "@" + column.Name)}) AS incoming ({Join(Columns, column => column.Name)})
        ), images AS (
            INSERT INTO tenant.image_processing ({Join(PredictionColumns.Images, column => column.Name)})
            SELECT {Join(PredictionColumns.Images, column => "image_" + column.Name)} FROM incoming
            ON CONFLICT (id) DO NOTHING
        ), stored AS (
            INSERT INTO tenant.object_detections ({Join(PredictionColumns.Detections, column => column.Name)})
            SELECT {Join(PredictionColumns.Detections, column => column.Name)} FROM incoming
            ON CONFLICT (id) DO NOTHING
            RETURNING id
        ), classes AS (
            INSERT INTO tenant.prediction_classes (class, prediction_id, count, max_confidence)
            SELECT class, prediction_id, count, max_confidence
            FROM unnest(@class, @class_prediction, @class_count, @class_confidence) AS seen (class, prediction_id, count, max_confidence)
            JOIN stored ON stored.id = prediction_id
        ), metadata AS (
            INSERT INTO tenant.prediction_metadata (name, value, prediction_id)
            SELECT entry.key, entry.value, incoming.id
            FROM incoming
            JOIN stored ON stored.id = incoming.id
            CROSS JOIN LATERAL jsonb_each_text(incoming.metadata) AS entry
        )
        SELECT count(*)::integer FROM stored
        """;

    /// <returns>The number of new predictions.</returns>
    public static async Task<int> RunAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<PredictionRow> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SqlDialect.Locate(Text, schema), connection);
        foreach (var column in Columns)
        {
            command.Parameters.Add(new NpgsqlParameter(column.Name, NpgsqlDbType.Array | TypeOf(column.Kind)) { Value = Values(column, rows) });
        }

        var classes = rows.SelectMany(row => row.Classes.Select(fact => (row.Prediction.Id, Fact: fact))).ToArray();
        command.Parameters.AddWithValue("class", Array.ConvertAll(classes, item => item.Fact.Class));
        command.Parameters.AddWithValue("class_prediction", Array.ConvertAll(classes, item => item.Id));
        command.Parameters.AddWithValue("class_count", Array.ConvertAll(classes, item => item.Fact.Count));
        command.Parameters.AddWithValue("class_confidence", Array.ConvertAll(classes, item => item.Fact.MaxConfidence));
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string Join(IEnumerable<Column> columns, Func<Column, string> text) => string.Join(", ", columns.Select(text));

    private static NpgsqlDbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Id => NpgsqlDbType.Uuid,
        ColumnKind.Json => NpgsqlDbType.Jsonb,
        ColumnKind.Number => NpgsqlDbType.Double,
        ColumnKind.Integer => NpgsqlDbType.Integer,
        ColumnKind.Bytes => NpgsqlDbType.Bigint,
        ColumnKind.Time => NpgsqlDbType.TimestampTz,
        _ => NpgsqlDbType.Text,
    };

    private static Array Values(Column column, IReadOnlyList<PredictionRow> rows) => column.Kind switch
    {
        ColumnKind.Id => Values<Guid>(column, rows),
        ColumnKind.Number => Values<double?>(column, rows),
        ColumnKind.Integer => Values<int>(column, rows),
        ColumnKind.Bytes => Values<long>(column, rows),
        ColumnKind.Time => Values<DateTimeOffset>(column, rows),
        _ => Values<string?>(column, rows),
    };

    private static T[] Values<T>(Column column, IReadOnlyList<PredictionRow> rows) =>
        [.. rows.Select(row => column.Value(row) is { } value ? (T)PostgresDialect.Instance.Parameter(value) : default!)];
}
