using System.Data.Common;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>Converts rows to predictions.</summary>
internal static class PredictionReader
{
    /// <summary>The columns for <see cref="Read"/>, in its order.</summary>
    public const string Columns = """
        d.id, d.created_at, d.tenant_id, d.detection_model, d.model_version, d.model_task, d.execution_provider,
        d.parameters, d.detected_objects, d.decode_time_ms, d.preprocessing_time_ms, d.queue_time_ms,
        d.inference_time_ms, d.postprocessing_time_ms, d.total_time_ms,
        CAST(d.image_resolution ->> 'width' AS INTEGER), CAST(d.image_resolution ->> 'height' AS INTEGER),
        i.file_hash, i.image_format, i.file_size_bytes, i.color_mode, i.original_filename,
        d.source, d.metadata, d.brightness, d.review
        """;

    /// <summary>Selects all predictions; a condition can follow.</summary>
    public const string Select = $"""
        SELECT {Columns}
        FROM tenant.object_detections AS d
        JOIN tenant.image_processing AS i ON i.id = d.image_id

        """;

    public static Prediction Read(DbDataReader row, SqlDialect dialect) => new()
    {
        Id = dialect.ReadId(row, 0),
        CreatedAt = dialect.ReadTime(row, 1),
        Tenant = row.GetString(2),
        Model = new ModelReference(row.GetString(3), row.GetString(4), row.GetString(5)),
        Provider = row.GetString(6),
        Parameters = JsonSerializer.Deserialize(row.GetString(7), WireJson.Default.PredictionParameters)!,
        Detections = IsClassified(row) ? [] : JsonSerializer.Deserialize(row.GetString(8), WireJson.Default.IReadOnlyListDetection)!,
        Classifications = IsClassified(row) ? JsonSerializer.Deserialize(row.GetString(8), WireJson.Default.IReadOnlyListClassScore) : null,
        TimingsMs = new Timings(
            Decode: row.GetDouble(9),
            Preprocess: row.GetDouble(10),
            Queue: row.GetDouble(11),
            Inference: row.GetDouble(12),
            Postprocess: row.GetDouble(13),
            Total: row.GetDouble(14)),
        Image = new ImageReference(row.GetInt32(15), row.GetInt32(16), row.GetString(17), row.GetString(18)),
        ImageBytes = row.GetInt64(19),
        ColorMode = row.GetString(20),
        Filename = row.IsDBNull(21) ? null : row.GetString(21),
        Source = row.IsDBNull(22) ? null : row.GetString(22),
        Metadata = row.IsDBNull(23) ? null : JsonSerializer.Deserialize(row.GetString(23), WireJson.Default.IReadOnlyDictionaryStringString),
        Brightness = row.IsDBNull(24) ? null : row.GetDouble(24),
        Review = row.IsDBNull(25) ? null : JsonSerializer.Deserialize(row.GetString(25), WireJson.Default.Review),
    };

    /// <summary>Returns whether the row is a classification, which is stored in the column of the detections and has the same fields without the box.</summary>
    private static bool IsClassified(DbDataReader row) => row.GetString(5) == ModelReference.Classify;
}
