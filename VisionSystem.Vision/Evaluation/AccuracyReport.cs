using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisionSystem.Vision.Evaluation;

/// <summary>
/// COCO's figures, each 0..1 and the mean over the classes, or <see cref="Nothing"/> where there is no object to measure by.
/// </summary>
internal sealed record AccuracyReport
{
    /// <summary>What COCO's own tools give for a figure without objects.</summary>
    public const double Nothing = -1;

    /// <summary>Average precision, mean over the IoU thresholds .50, .55, … .95.</summary>
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

    /// <summary>Average recall with one detection a class and image.</summary>
    [JsonPropertyName("ar1")]
    public required double Ar1 { get; init; }

    /// <summary>Average recall with ten detections a class and image.</summary>
    [JsonPropertyName("ar10")]
    public required double Ar10 { get; init; }

    /// <summary>Average recall with a hundred detections a class and image.</summary>
    [JsonPropertyName("ar100")]
    public required double Ar100 { get; init; }

    /// <summary>Images that were measured.</summary>
    public required int Images { get; init; }

    /// <summary>Images that could not be read or run, and were left out with what is in them.</summary>
    public int ImagesFailed { get; init; }

    /// <summary>Objects that were to be found, crowds not among them.</summary>
    public required int Objects { get; init; }

    /// <summary>Detections of classes that the ground truth has.</summary>
    public required long Detections { get; init; }

    /// <summary>By class name, the classes that have objects.</summary>
    public required IReadOnlyDictionary<string, ClassFigures> PerClass { get; init; }
}

/// <summary>The same figures for one class.</summary>
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
