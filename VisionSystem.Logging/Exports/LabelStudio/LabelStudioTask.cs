using System.Text.Json.Serialization;

namespace VisionSystem.Logging.Exports.LabelStudio;

/// <summary>
/// An image as Label Studio imports it (https://labelstud.io/guide/predictions and https://labelstud.io/guide/task_format): what
/// a person said as an annotation, else what the model said as a prediction.
/// </summary>
internal sealed record LabelStudioTask(LabelStudioData Data)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelStudioPrediction[]? Predictions { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LabelStudioAnnotation[]? Annotations { get; init; }
}

/// <param name="Image">The image's address.</param>
/// <param name="PredictionId">To find the prediction by.</param>
internal sealed record LabelStudioData(string Image, Guid PredictionId);

/// <param name="ModelVersion">Name and version of the model.</param>
/// <param name="Score">How sure it is of what it is surest of.</param>
/// <param name="Result">The boxes.</param>
internal sealed record LabelStudioPrediction(string ModelVersion, float Score, LabelStudioBox[] Result);

internal sealed record LabelStudioAnnotation(LabelStudioBox[] Result);

/// <summary>A box of the labelling configuration <c>&lt;RectangleLabels name="label" toName="image"/&gt;</c>.</summary>
/// <param name="Id">Tells the boxes of an image apart.</param>
/// <param name="OriginalWidth">Pixels across.</param>
/// <param name="OriginalHeight">Pixels down.</param>
/// <param name="Value">Where it is and what.</param>
internal sealed record LabelStudioBox(string Id, int OriginalWidth, int OriginalHeight, LabelStudioRectangle Value)
{
    public string Type { get; } = "rectanglelabels";

    public string FromName { get; } = "label";

    public string ToName { get; } = "image";

    public int ImageRotation { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }
}

/// <summary>Percent of the image's width and height, from its left upper corner.</summary>
internal sealed record LabelStudioRectangle(double X, double Y, double Width, double Height, int Rotation, string[] Rectanglelabels);
