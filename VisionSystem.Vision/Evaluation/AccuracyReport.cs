using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Vision.Evaluation;

/// <summary>The metrics of COCO, each 0..1 and the mean over the classes, or <see cref="Nothing"/> where no object exists to measure.</summary>
internal sealed record AccuracyReport
{
    /// <summary>The value of COCO's own tools for a metric without objects.</summary>
    public const double Nothing = -1;

    /// <summary>Average precision, the mean over the IoU thresholds .50, .55, … .95.</summary>
    public required double Ap { get; init; }

    /// <summary>Average precision at IoU .50.</summary>
    [JsonPropertyName("ap50")]
    public required double Ap50 { get; init; }

    /// <summary>Average precision at IoU .75.</summary>
    [JsonPropertyName("ap75")]
    public required double Ap75 { get; init; }

    /// <summary>AP of objects up to 32² pixels.</summary>
    public required double ApSmall { get; init; }

    /// <summary>AP of objects from 32² to 96² pixels.</summary>
    public required double ApMedium { get; init; }

    /// <summary>AP of objects from 96² pixels.</summary>
    public required double ApLarge { get; init; }

    /// <summary>Average recall with one detection per class and image.</summary>
    [JsonPropertyName("ar1")]
    public required double Ar1 { get; init; }

    /// <summary>Average recall with ten detections per class and image.</summary>
    [JsonPropertyName("ar10")]
    public required double Ar10 { get; init; }

    /// <summary>Average recall with a hundred detections per class and image.</summary>
    [JsonPropertyName("ar100")]
    public required double Ar100 { get; init; }

    /// <summary>The number of measured images.</summary>
    public required int Images { get; init; }

    /// <summary>The number of images that could not be read or run; they and their objects are excluded.</summary>
    public int ImagesFailed { get; init; }

    /// <summary>The number of ground truth objects, without crowds.</summary>
    public required int Objects { get; init; }

    /// <summary>The number of detections of classes in the ground truth.</summary>
    public required long Detections { get; init; }

    /// <summary>The metrics of each class that has objects, by class name.</summary>
    public required IReadOnlyDictionary<string, ClassFigures> PerClass { get; init; }
}

/// <summary>The metrics of one class.</summary>
internal sealed record ClassFigures
{
    public required int Objects { get; init; }

    public required double Ap { get; init; }

    [JsonPropertyName("ap50")]
    public required double Ap50 { get; init; }

    [JsonPropertyName("ap75")]
    public required double Ap75 { get; init; }

    public required double ApSmall { get; init; }

    public required double ApMedium { get; init; }

    public required double ApLarge { get; init; }

    [JsonPropertyName("ar1")]
    public required double Ar1 { get; init; }

    [JsonPropertyName("ar10")]
    public required double Ar10 { get; init; }

    [JsonPropertyName("ar100")]
    public required double Ar100 { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccuracyReport))]
internal sealed partial class AccuracyJson : JsonSerializerContext
{
    public static string Write(AccuracyReport report) => JsonSerializer.Serialize(report, Default.AccuracyReport);
}
