using System.Globalization;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence.Sql;

/// <summary>A prediction on its way into the tables, with what is worked out of it once.</summary>
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
        Seen = classified
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

    /// <summary>Width and height as JSON.</summary>
    public string Size { get; }

    /// <summary>The thresholds as JSON.</summary>
    public string Parameters { get; }

    /// <summary>The detections, or what a classifier says, as JSON.</summary>
    public string Seen { get; }

    /// <summary>The metadata as JSON; null where there is none.</summary>
    public string? Metadata { get; }

    public int Count { get; }

    /// <summary>The highest confidence, 0..1; 0 where nothing was seen.</summary>
    public double Confidence { get; }

    public IReadOnlyList<ClassFact> Classes { get; }
}

/// <summary>What a prediction holds of one class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Count">How many of it, 1 and more.</param>
/// <param name="MaxConfidence">The surest of them, 0..1.</param>
internal sealed record ClassFact(string Class, int Count, double MaxConfidence);
