using System.Globalization;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A prediction with the derived values for its rows.</summary>
internal sealed class PredictionRow
{
    public PredictionRow(string tenant, Prediction prediction)
    {
        (Tenant, Prediction) = (tenant, prediction);
        ImageId = ImageRowId.Of(prediction.Id);
        Size = string.Create(CultureInfo.InvariantCulture, $$"""{"width":{{prediction.Image.Width}},"height":{{prediction.Image.Height}}}""");
        Parameters = JsonSerializer.Serialize(prediction.Parameters, WireJson.Default.PredictionParameters);
        Metadata = prediction.Metadata is { Count: > 0 } metadata
            ? JsonSerializer.Serialize(metadata, WireJson.Default.IReadOnlyDictionaryStringString)
            : null;
        var classified = prediction is { Model.Task: ModelReference.Classify, Classifications: not null };
        Objects = classified
            ? JsonSerializer.Serialize(prediction.Classifications!, WireJson.Default.IReadOnlyListClassScore)
            : JsonSerializer.Serialize(prediction.Detections, WireJson.Default.IReadOnlyListDetection);
        (string Class, float Confidence)[] objects = classified
            ? [.. prediction.Classifications!.Select(score => (score.Class, score.Confidence))]
            : [.. prediction.Detections.Select(detection => (detection.Class, detection.Confidence))];
        Count = objects.Length;
        Confidence = objects.Length == 0 ? 0 : objects.Max(item => item.Confidence);
        Classes = [.. objects
            .GroupBy(item => item.Class, StringComparer.Ordinal)
            .Select(group => new ClassFact(group.Key, group.Count(), group.Max(item => item.Confidence)))];
    }

    public string Tenant { get; }

    public Prediction Prediction { get; }

    public Guid ImageId { get; }

    /// <summary>Width and height of the image as JSON.</summary>
    public string Size { get; }

    /// <summary>Prediction parameters as JSON.</summary>
    public string Parameters { get; }

    /// <summary>Detections or classifications as JSON.</summary>
    public string Objects { get; }

    /// <summary>Metadata as JSON; null if there is none.</summary>
    public string? Metadata { get; }

    public int Count { get; }

    /// <summary>Highest confidence, 0..1; 0 without detections.</summary>
    public double Confidence { get; }

    public IReadOnlyList<ClassFact> Classes { get; }
}

/// <summary>Summary of the objects of one class in a prediction.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Count">Number of objects, at least 1.</param>
/// <param name="MaxConfidence">Highest confidence, 0..1.</param>
internal sealed record ClassFact(string Class, int Count, double MaxConfidence);
