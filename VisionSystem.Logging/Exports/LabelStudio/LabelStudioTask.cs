using System.Text.Json.Serialization;

namespace VisionSystem.Logging.Exports.LabelStudio;

/// <summary>
/// An image in Label Studio's import format (https://labelstud.io/guide/predictions and https://labelstud.io/guide/task_format).
/// A review is an annotation; without a review, the model's detections are a prediction.
/// </summary>
internal sealed record LabelStudioTask(LabelStudioData Data)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelStudioPrediction[]? Predictions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelStudioAnnotation[]? Annotations { get; init; }
}

/// <param name="Image">The URL of the image.</param>
/// <param name="PredictionId">The id of the prediction.</param>
internal sealed record LabelStudioData(string Image, Guid PredictionId);

/// <param name="ModelVersion">The name and version of the model.</param>
/// <param name="Score">The highest confidence, 0..1; 0 without detections.</param>
/// <param name="Result">The boxes.</param>
internal sealed record LabelStudioPrediction(string ModelVersion, float Score, LabelStudioBox[] Result);

internal sealed record LabelStudioAnnotation(LabelStudioBox[] Result);

/// <summary>A box of the labelling configuration <c>&lt;RectangleLabels name="label" toName="image"/&gt;</c>.</summary>
/// <param name="Id">The id of the box, unique within the image.</param>
/// <param name="OriginalWidth">The width of the image in pixels.</param>
/// <param name="OriginalHeight">The height of the image in pixels.</param>
/// <param name="Value">The box and its class.</param>
internal sealed record LabelStudioBox(string Id, int OriginalWidth, int OriginalHeight, LabelStudioRectangle Value)
{
    public string Type { get; } = "rectanglelabels";

    public string FromName { get; } = "label";

    public string ToName { get; } = "image";

    public int ImageRotation { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }
}

/// <summary>A box in percent of the image's width and height, from its upper left corner.</summary>
internal sealed record LabelStudioRectangle(double X, double Y, double Width, double Height, int Rotation, string[] Rectanglelabels);
