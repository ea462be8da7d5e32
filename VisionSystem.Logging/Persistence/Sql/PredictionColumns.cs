namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A column and its value for a prediction.</summary>
internal sealed record Column(string Name, ColumnKind Kind, Func<PredictionRow, object?> Value);

/// <summary>The columns that a prediction fills: those of the deployment guide's tables, and further ones for search.</summary>
internal static class PredictionColumns
{
    /// <summary>Creator of the rows, because there are no user accounts.</summary>
    private const string CreatedBy = "yolo-inference";

    public static readonly IReadOnlyList<Column> Images =
    [
        new("id", ColumnKind.Id, row => row.ImageId),
        new("original_filename", ColumnKind.Text, row => row.Prediction.Filename),
        new("file_path", ColumnKind.Text, row => ImageKey.Of(row.Tenant, row.Prediction.Image.Sha256)),
        new("file_size_bytes", ColumnKind.Bytes, row => row.Prediction.ImageBytes),
        new("file_hash", ColumnKind.Text, row => row.Prediction.Image.Sha256),
        new("image_dimensions", ColumnKind.Json, row => row.Size),
        new("image_format", ColumnKind.Text, row => row.Prediction.Image.Format),
        new("color_mode", ColumnKind.Text, row => row.Prediction.ColorMode),
        new("processing_type", ColumnKind.Text, row => row.Prediction.Model.Task),
        new("confidence_score", ColumnKind.Number, row => row.Confidence),
        new("processing_duration_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Total),
        new("processing_model", ColumnKind.Text, row => row.Prediction.Model.Name),
        new("model_version", ColumnKind.Text, row => row.Prediction.Model.Version),
        new("tenant_id", ColumnKind.Text, row => row.Tenant),
        new("created_by", ColumnKind.Text, _ => CreatedBy),
        new("created_at", ColumnKind.Time, row => row.Prediction.CreatedAt),
    ];

    public static readonly IReadOnlyList<Column> Detections =
    [
        new("id", ColumnKind.Id, row => row.Prediction.Id),
        new("image_id", ColumnKind.Id, row => row.ImageId),
        new("detection_model", ColumnKind.Text, row => row.Prediction.Model.Name),
        new("model_version", ColumnKind.Text, row => row.Prediction.Model.Version),
        new("model_task", ColumnKind.Text, row => row.Prediction.Model.Task),
        new("execution_provider", ColumnKind.Text, row => row.Prediction.Provider),
        new("parameters", ColumnKind.Json, row => row.Parameters),
        new("detected_objects", ColumnKind.Json, row => row.Objects),
        new("total_objects", ColumnKind.Integer, row => row.Count),
        new("detection_confidence", ColumnKind.Number, row => row.Confidence),
        new("decode_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Decode),
        new("preprocessing_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Preprocess),
        new("queue_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Queue),
        new("inference_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Inference),
        new("postprocessing_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Postprocess),
        new("total_time_ms", ColumnKind.Number, row => row.Prediction.TimingsMs.Total),
        new("image_resolution", ColumnKind.Json, row => row.Size),
        new("source", ColumnKind.Text, row => row.Prediction.Source),
        new("metadata", ColumnKind.Json, row => row.Metadata),
        new("brightness", ColumnKind.Number, row => row.Prediction.Brightness),
        new("tenant_id", ColumnKind.Text, row => row.Tenant),
        new("created_by", ColumnKind.Text, _ => CreatedBy),
        new("created_at", ColumnKind.Time, row => row.Prediction.CreatedAt),
    ];
}

/// <summary>The type of a column.</summary>
internal enum ColumnKind
{
    Id,
    Text,
    Json,
    Number,
    Integer,
    Bytes,
    Time,
}
