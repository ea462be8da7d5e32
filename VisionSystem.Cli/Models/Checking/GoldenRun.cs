using System.Globalization;
using VisionSystem.Inference.Detection;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Pipeline;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>
/// One photo through the whole pipeline. In a photo of the caller's, something is to be found; in the drawn one there is
/// nothing to find, but a model that sees gives its cells different scores, and a blind one gives none or all the same.
/// </summary>
/// <param name="Summary">What came out.</param>
/// <param name="Problems">What is wrong with that.</param>
internal sealed record GoldenRun(string Summary, IReadOnlyList<string> Problems)
{
    /// <summary>The least confidence of a detection that a person would see drawn.</summary>
    private const float Seen = .25f;

    private const int Most = 300;

    public static async Task<GoldenRun> RunAsync(PhotoPipeline pipeline, LoadedModel model, string? photo, CancellationToken cancellationToken)
    {
        var bytes = photo is null ? TestPicture.Bmp() : await File.ReadAllBytesAsync(photo, cancellationToken);
        var parameters = photo is null
            ? new DetectionParameters(0, Iou: 1, Most, ClassFilter.All)
            : new DetectionParameters(Seen, Iou: .45f, Most, ClassFilter.All);
        var outcome = await pipeline.RunAsync(bytes, model, parameters, cancellationToken);
        if (outcome.Answer is not { } answer)
        {
            return new GoldenRun("failed", [$"The golden run failed: {outcome.Problem!.Detail}"]);
        }

        return photo is null ? OfTestPicture(answer) : OfPhoto(answer, photo);
    }

    private static GoldenRun OfTestPicture(PhotoAnswer answer)
    {
        float[] scores = [.. answer.Detections.Select(detection => detection.Confidence).Distinct()];
        return scores.Length > 1
            ? new GoldenRun(string.Create(CultureInfo.InvariantCulture, $"scores from {scores.Min():0.####} to {scores.Max():0.####} on a drawn picture: it sees"), [])
            : new GoldenRun(
                "blind", [$"It is blind: on a drawn picture {(scores.Length == 0 ? "no cell scores above 0" : $"every cell scores {scores[0]}")}; its conversion or quantisation broke it"]);
    }

    private static GoldenRun OfPhoto(PhotoAnswer answer, string photo)
    {
        var found = answer.Detections.Take(5).Select(detection => string.Create(CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00}"));
        return answer.Detections.Count > 0
            ? new GoldenRun($"{answer.Detections.Count} detections in {photo}: {string.Join(", ", found)}{(answer.Detections.Count > 5 ? ", …" : "")}", [])
            : new GoldenRun("nothing found", [$"It finds nothing in {photo} at a confidence of {Seen.ToString(CultureInfo.InvariantCulture)}"]);
    }
}
