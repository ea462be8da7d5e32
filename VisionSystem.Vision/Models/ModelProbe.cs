using System.Globalization;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Checks that a model's output depends on its input, with images that pass through the usual pipeline. Where the operator's
/// settings name a warm-up image, the model must detect an object in it. Otherwise the raw scores are checked, however low:
/// at least one must exceed a minimum, they must not all be equal, and they must change with the image. The check does not
/// measure accuracy, and never reports a working model as degenerate because the images contain none of its classes.
/// </summary>
internal static class ModelProbe
{
    private const float MinScore = 1e-4f;
    private const float Saturated = 0.999f;
    private const float DefaultConfidence = 0.25f;
    private const float DefaultIou = 0.45f;
    private const int MaxDetections = 300;

    /// <summary>Checks a model: empty where it works, a sentence where it is degenerate, null where the check is inconclusive.</summary>
    public static async Task<string?> VerdictAsync(ModelDescription model, ImageRun run, CancellationToken cancellationToken)
    {
        if (model.WarmUpImage is { } warmUp)
        {
            return await CheckWarmUpImageAsync(model, warmUp, run, cancellationToken);
        }

        var first = Array.Empty<float>();
        var all = new HashSet<float>();
        foreach (var (number, image) in ProbeImages.All.Index())
        {
            var outcome = await run(image, Parameters(0, 1), cancellationToken);
            if (outcome.Result is not { } result)
            {
                return null;
            }

            float[] scores = [.. Scores(result)];
            first = number == 0 ? scores : first;
            all.UnionWith(scores);
            if (all.Count > 1 && all.Max() > MinScore && !first.AsSpan().SequenceEqual(scores))
            {
                return "";
            }
        }

        // A classifier of few classes may be certain of one of them on every image outside its domain.
        return all.Count > 1 && all.Max() > Saturated
            ? ""
            : $"Model '{model.Name}' is degenerate: on {ProbeImages.All.Count} different images it returns {DescribeScores(all)}. Its export or quantisation damaged {Path.GetFileName(model.File)}; replace that file.";
    }

    private static string DescribeScores(HashSet<float> scores) => scores.Count switch
    {
        0 => "no score at all",
        1 => $"the single score {Text(scores.First())}",
        _ when scores.Max() <= MinScore => $"no score above {Text(scores.Max())}",
        _ => "always the same scores",
    };

    private static string Text(float score) => score.ToString("0.#######", CultureInfo.InvariantCulture);

    private static async Task<string?> CheckWarmUpImageAsync(ModelDescription model, string image, ImageRun run, CancellationToken cancellationToken)
    {
        var name = model.Name;
        if (!File.Exists(image))
        {
            return $"Model '{name}' cannot be verified: its warm-up image {Path.GetFileName(image)} is missing.";
        }

        var minimum = model.Confidence ?? DefaultConfidence;
        var outcome = await run(
            await File.ReadAllBytesAsync(image, cancellationToken), Parameters(minimum, DefaultIou), cancellationToken);
        return outcome switch
        {
            { Result: { } result } when Scores(result).Any(score => score >= minimum) => "",
            { Result: not null } => $"Model '{name}' is degenerate: it detects no object with a confidence of {Text(minimum)} or more in its warm-up image {Path.GetFileName(image)}.",
            { IsTransient: true } => null,
            _ => $"Model '{name}' cannot be verified: its warm-up image {Path.GetFileName(image)} cannot be read: {outcome.Problem}",
        };
    }

    /// <summary>Requests only boxes where the model has them: the task's additional output takes time and proves nothing more.</summary>
    private static DetectionParameters Parameters(float confidence, float iou) => new(confidence, iou, MaxDetections, ClassFilter.All);

    private static IEnumerable<float> Scores(ImageResult result) =>
        result.Classifications?.Select(score => score.Confidence) ?? result.Detections.Select(detection => detection.Confidence);
}
