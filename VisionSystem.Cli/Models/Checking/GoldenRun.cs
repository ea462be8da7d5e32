using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>
/// One image through the whole pipeline, and the service's own probe. In an image of the caller's, something is to be found;
/// whether the model sees at all, the probe says, so that the command and the service agree.
/// </summary>
/// <param name="Summary">What came out.</param>
/// <param name="Problems">What is wrong with that.</param>
internal sealed record GoldenRun(string Summary, IReadOnlyList<string> Problems)
{
    /// <summary>The least confidence of a detection that a person would see drawn.</summary>
    private const float Seen = .25f;

    private const int Most = 300;

    public static async Task<GoldenRun> RunAsync(
        ImageDetector detector, ModelDescription model, string? image, CancellationToken cancellationToken)
    {
        var bytes = image is null ? TestPicture.Bmp() : await File.ReadAllBytesAsync(image, cancellationToken);
        var parameters = image is null
            ? new DetectionParameters(0, Iou: 1, Most, ClassFilter.All)
            : new DetectionParameters(Seen, Iou: .45f, Most, ClassFilter.All);
        var outcome = await detector.RunAsync(bytes, parameters, cancellationToken);
        if (outcome.Result is not { } answer)
        {
            return new GoldenRun("failed", [$"The golden run failed: {outcome.Problem}"]);
        }

        if (await ModelProbe.VerdictAsync(model, detector.RunAsync, cancellationToken) is { Length: > 0 } blindness)
        {
            return new GoldenRun("blind", [$"It is blind, and the service does not serve it. {blindness}"]);
        }

        return image is null ? OfTestPicture(answer) : OfImage(answer, image);
    }

    private static GoldenRun OfTestPicture(ImageResult answer)
    {
        float[] scores = [.. answer.Classifications?.Select(guess => guess.Confidence) ?? answer.Detections.Select(detection => detection.Confidence)];
        var seen = scores.Length == 0
            ? "no score above 0 on a drawn picture, others on the probe's pictures"
            : string.Create(CultureInfo.InvariantCulture, $"scores from {scores.Min():0.####} to {scores.Max():0.####} on a drawn picture");
        return new GoldenRun(seen + ": it sees", []);
    }

    private static GoldenRun OfImage(ImageResult answer, string image)
    {
        var found = answer.Detections.Take(5).Select(detection => string.Create(CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00}"));
        if (answer.Classifications is { Count: > 0 } guesses)
        {
            return new GoldenRun($"{guesses[0].Class} in {image}", []);
        }

        return answer.Detections.Count > 0
            ? new GoldenRun($"{answer.Detections.Count} detections in {image}: {string.Join(", ", found)}{(answer.Detections.Count > 5 ? ", …" : "")}", [])
            : new GoldenRun("nothing found", [$"It finds nothing in {image} at a confidence of {Seen.ToString(CultureInfo.InvariantCulture)}"]);
    }
}
