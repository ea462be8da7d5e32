using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Storage.Sqlite;

/// <summary>Turns rows back into the predictions that were sent.</summary>
internal static class PredictionReader
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order, of every prediction.</summary>
    public const string Select = """
        SELECT d.id, d.created_at, d.tenant_id, d.detection_model, d.model_version, d.model_task, d.execution_provider,
               d.parameters, d.detected_objects, d.decode_time_ms, d.preprocessing_time_ms, d.queue_time_ms,
               d.inference_time_ms, d.postprocessing_time_ms, d.total_time_ms,
               d.image_resolution ->> 'width', d.image_resolution ->> 'height',
               i.file_hash, i.image_format, i.file_size_bytes, i.color_mode, i.original_filename
        FROM object_detections AS d
        JOIN image_processing AS i ON i.id = d.image_id

        """;

    public static Prediction Read(SqliteDataReader row) => new()
    {
        Id = Guid.Parse(row.GetString(0)),
        CreatedAt = SqliteTime.FromText(row.GetString(1)),
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
    };

    /// <summary>What a classifier says is kept in the column of the objects, whose fields it shares but for the box.</summary>
    private static bool IsClassified(SqliteDataReader row) => row.GetString(5) == ModelReference.Classify;
}
