using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>
/// One image through the complete pipeline, and the probe of the service. An image of the user must produce detections. The probe
/// decides whether the model is degenerate, so that the command and the service agree.
/// </summary>
/// <param name="Summary">The result in one clause.</param>
/// <param name="Problems">The problems, one sentence each; empty if the result is correct.</param>
internal sealed record GoldenRun(string Summary, IReadOnlyList<string> Problems)
{
    /// <summary>The minimum confidence of a drawn detection.</summary>
    private const float MinConfidence = .25f;

    private const int MaxDetections = 300;

    public static async Task<GoldenRun> RunAsync(
        ImageDetector detector, ModelDescription model, string? image, CancellationToken cancellationToken)
    {
        var bytes = image is null ? TestImage.Bmp() : await File.ReadAllBytesAsync(image, cancellationToken);
        var parameters = image is null
            ? new DetectionParameters(0, Iou: 1, MaxDetections, ClassFilter.All)
            : new DetectionParameters(MinConfidence, Iou: .45f, MaxDetections, ClassFilter.All);
        var outcome = await detector.RunAsync(bytes, parameters, cancellationToken);
        if (outcome.Result is not { } result)
        {
            return new GoldenRun("failed", [$"The golden run failed: {outcome.Problem}"]);
        }

        if (await ModelProbe.VerdictAsync(model, detector.RunAsync, cancellationToken) is { Length: > 0 } verdict)
        {
            return new GoldenRun("degenerate", [$"The model is degenerate, and the service does not serve it. {verdict}"]);
        }

        return image is null ? OfTestImage(result) : OfImage(result, image);
    }

    private static GoldenRun OfTestImage(ImageResult result)
    {
        float[] scores = [.. result.Classifications?.Select(classification => classification.Confidence) ?? result.Detections.Select(detection => detection.Confidence)];
        var summary = scores.Length == 0
            ? "no score above 0 on the test image, different scores on the images of the probe"
            : string.Create(CultureInfo.InvariantCulture, $"scores from {scores.Min():0.####} to {scores.Max():0.####} on the test image");
        return new GoldenRun(summary + ": not degenerate", []);
    }

    private static GoldenRun OfImage(ImageResult result, string image)
    {
        var first = result.Detections.Take(5).Select(detection => string.Create(CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00}"));
        if (result.Classifications is { Count: > 0 } classifications)
        {
            return new GoldenRun($"{classifications[0].Class} in {image}", []);
        }

        return result.Detections.Count > 0
            ? new GoldenRun($"{result.Detections.Count} detections in {image}: {string.Join(", ", first)}{(result.Detections.Count > 5 ? ", …" : "")}", [])
            : new GoldenRun("no detections", [$"The model returns no detections in {image} at a confidence of {MinConfidence.ToString(CultureInfo.InvariantCulture)}"]);
    }
}
