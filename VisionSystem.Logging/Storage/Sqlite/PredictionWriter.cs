using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Predictions;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Storage.Sqlite;

/// <summary>Writes predictions over one connection; not thread-safe.</summary>
internal sealed class PredictionWriter(SqliteConnection connection) : IDisposable
{
    /// <summary>Who the rows are made by while there is no authentication.</summary>
    private const string CreatedBy = "yolo-inference";

    private readonly InsertCommand _images = new(
        connection, "image_processing",
        "id", "original_filename", "file_path", "file_size_bytes", "file_hash", "image_dimensions", "image_format",
        "color_mode", "processing_type", "confidence_score", "processing_duration_ms", "processing_model",
        "model_version", "tenant_id", "created_by", "created_at");

    private readonly InsertCommand _detections = new(
        connection, "object_detections",
        "id", "image_id", "detection_model", "model_version", "model_task", "execution_provider", "parameters",
        "detected_objects", "total_objects", "detection_confidence", "decode_time_ms", "preprocessing_time_ms",
        "queue_time_ms", "inference_time_ms", "postprocessing_time_ms", "total_time_ms", "image_resolution",
        "tenant_id", "created_by", "created_at");

    /// <summary>Lets the statements take part in a transaction.</summary>
    public void Join(SqliteTransaction transaction)
    {
        _images.Transaction = transaction;
        _detections.Transaction = transaction;
    }

    /// <returns>Whether the prediction is new.</returns>
    public bool Add(string tenant, Prediction prediction)
    {
        var (model, image, times) = (prediction.Model, prediction.Image, prediction.TimingsMs);
        var imageId = ImageRowId.Of(prediction.Id).ToString();
        var createdAt = SqliteTime.ToText(prediction.CreatedAt);
        var size = string.Create(CultureInfo.InvariantCulture, $$"""{"width":{{image.Width}},"height":{{image.Height}}}""");
        var (seen, count, confidence) = Seen(prediction);

        _images.Execute(
            imageId, prediction.Filename, ImageKey.Of(tenant, image.Sha256), prediction.ImageBytes, image.Sha256, size, image.Format,
            prediction.ColorMode, model.Task, (double)confidence, times.Total, model.Name,
            model.Version, tenant, CreatedBy, createdAt);
        return _detections.Execute(
            prediction.Id.ToString(), imageId, model.Name, model.Version, model.Task, prediction.Provider,
            JsonSerializer.Serialize(prediction.Parameters, WireJson.Default.PredictionParameters),
            seen, count, (double)confidence, times.Decode, times.Preprocess,
            times.Queue, times.Inference, times.Postprocess, times.Total, size,
            tenant, CreatedBy, createdAt);
    }

    /// <summary>What was seen as JSON, how much of it, and the highest confidence.</summary>
    private static (string Json, int Count, float Confidence) Seen(Prediction prediction) => prediction is { Model.Task: ModelReference.Classify, Classifications: { } classes }
        ? (JsonSerializer.Serialize(classes, WireJson.Default.IReadOnlyListClassScore), classes.Count, classes.Select(score => score.Confidence).DefaultIfEmpty().Max())
        : (JsonSerializer.Serialize(prediction.Detections, WireJson.Default.IReadOnlyListDetection), prediction.Detections.Count, prediction.Detections.Select(detection => detection.Confidence).DefaultIfEmpty().Max());

    public void Dispose()
    {
        _images.Dispose();
        _detections.Dispose();
    }
}
