using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>What the pipeline made of one image.</summary>
/// <param name="Header">The image's header; its upright size is what the boxes refer to.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Detections">Highest confidence first, boxes in pixels of the upright image.</param>
/// <param name="Timings">Milliseconds per phase.</param>
internal sealed record InferenceResult(ImageHeader Header, ServedModel Model, IReadOnlyList<Detection> Detections, Timings Timings)
    : ImageResult(Header, Detections, Timings)
{
    /// <summary>The image's mean luma, 0 to 1.</summary>
    public double? Brightness { get; init; }

    /// <summary>The image as JPEG, upright, with what was found drawn on it; null until it is drawn.</summary>
    public ReadOnlyMemory<byte>? Drawn { get; init; }
}

/// <summary>An answer, or the problem that stood in its way.</summary>
internal readonly record struct InferenceOutcome(InferenceResult? Answer, ProblemResult? Problem)
{
    public static implicit operator InferenceOutcome(InferenceResult answer) => new(answer, null);

    public static implicit operator InferenceOutcome(ProblemResult problem) => new(null, problem);
}
