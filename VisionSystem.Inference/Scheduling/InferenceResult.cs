using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>The result of running a model on one image.</summary>
/// <param name="Header">The header of the image; boxes refer to its upright size.</param>
/// <param name="Model">The model that ran.</param>
/// <param name="Detections">Highest confidence first, boxes in pixels of the upright image.</param>
/// <param name="Timings">Milliseconds per phase.</param>
internal sealed record InferenceResult(ImageHeader Header, ServedModel Model, IReadOnlyList<Detection> Detections, Timings Timings)
    : ImageResult(Header, Detections, Timings)
{
    /// <summary>Mean luma of the image, 0..1.</summary>
    public double? Brightness { get; init; }

    /// <summary>The upright image as JPEG with the detections drawn; null until it is drawn.</summary>
    public ReadOnlyMemory<byte>? Drawn { get; init; }
}

/// <summary>A result, or the problem that prevented it. Exactly one of the two is set.</summary>
internal readonly record struct InferenceOutcome(InferenceResult? Result, ProblemResult? Problem)
{
    public static implicit operator InferenceOutcome(InferenceResult result) => new(result, null);

    public static implicit operator InferenceOutcome(ProblemResult problem) => new(null, problem);
}
