using System.Globalization;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Finds out whether a model sees, by images that go the way of every image. Where a card names a warm-up image, something
/// must be found in it. Otherwise the raw scores are looked at, however low: they must be above nearly nothing somewhere,
/// must not all be the same, and must change with the picture. That says nothing about accuracy, and never calls a good
/// model blind for finding no object in pictures that hold none of its classes.
/// </summary>
internal static class ModelProbe
{
    private const float LeastScore = 1e-4f;
    private const float Saturated = 0.999f;
    private const float UsualConfidence = 0.25f;
    private const float UsualIou = 0.45f;
    private const int Most = 300;

    /// <summary>Empty when the model sees, a sentence when it does not, null when nothing can be said.</summary>
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
            if (outcome.Result is not { } answer)
            {
                return null;
            }

            float[] scores = [.. Scores(answer)];
            first = number == 0 ? scores : first;
            all.UnionWith(scores);
            if (all.Count > 1 && all.Max() > LeastScore && !first.AsSpan().SequenceEqual(scores))
            {
                return "";
            }
        }

        // A classifier of few classes may be wholly sure of one of them whenever it is shown what it was not made for.
        return all.Count > 1 && all.Max() > Saturated
            ? ""
            : $"Model '{model.Name}' is blind: on {ProbeImages.All.Count} different pictures it gives {DescribeScores(all)}. Its export or quantisation broke {Path.GetFileName(model.File)}; replace that file.";
    }

    private static string DescribeScores(HashSet<float> scores) => scores.Count switch
    {
        0 => "no score at all",
        1 => $"the one score {Text(scores.First())}",
        _ when scores.Max() <= LeastScore => $"no score above {Text(scores.Max())}",
        _ => "always the same scores",
    };

    private static string Text(float score) => score.ToString("0.#######", CultureInfo.InvariantCulture);

    private static async Task<string?> CheckWarmUpImageAsync(ModelDescription model, string image, ImageRun run, CancellationToken cancellationToken)
    {
        var name = model.Name;
        if (!File.Exists(image))
        {
            return $"Model '{name}' cannot be proven: its warm-up photo {Path.GetFileName(image)} is missing.";
        }

        var least = model.Confidence ?? UsualConfidence;
        var outcome = await run(
            await File.ReadAllBytesAsync(image, cancellationToken), Parameters(least, UsualIou), cancellationToken);
        return outcome switch
        {
            { Result: { } answer } when Scores(answer).Any(score => score >= least) => "",
            { Result: not null } => $"Model '{name}' is blind: it finds nothing at {Text(least)} or more in its warm-up photo {Path.GetFileName(image)}.",
            { IsTransient: true } => null,
            _ => $"Model '{name}' cannot be proven: its warm-up photo {Path.GetFileName(image)} cannot be read: {outcome.Problem}",
        };
    }

    /// <summary>Boxes alone, where the model has them: what a task adds takes time and proves nothing more.</summary>
    private static DetectionParameters Parameters(float confidence, float iou) => new(confidence, iou, Most, ClassFilter.All);

    private static IEnumerable<float> Scores(ImageResult answer) =>
        answer.Classifications?.Select(guess => guess.Confidence) ?? answer.Detections.Select(detection => detection.Confidence);
}
