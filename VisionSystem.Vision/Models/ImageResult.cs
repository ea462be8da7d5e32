using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Models;

/// <summary>What a model found in one image.</summary>
/// <param name="Header">The image's header; boxes refer to its upright size.</param>
/// <param name="Detections">Highest confidence first, boxes in pixels of the upright image.</param>
/// <param name="Timings">Milliseconds per stage.</param>
public record ImageResult(ImageHeader Header, IReadOnlyList<Detection> Detections, Timings Timings)
{
    /// <summary>The classes of a classifier, highest confidence first; null for other models.</summary>
    public IReadOnlyList<ClassScore>? Classifications { get; init; }
}

/// <summary>Runs one image through a model.</summary>
/// <param name="image">The encoded file.</param>
/// <param name="parameters">Thresholds and task.</param>
/// <param name="cancellationToken">Ends the run's waiting and its decode.</param>
internal delegate ValueTask<ImageRunOutcome> ImageRun(ReadOnlyMemory<byte> image, DetectionParameters parameters, CancellationToken cancellationToken);

/// <summary>A result, or the sentence that says why there is none.</summary>
/// <param name="Result">The result; null where there is a problem.</param>
/// <param name="Problem">One sentence for people; null where there is a result.</param>
/// <param name="IsTransient">Whether the problem is the system's, so that the same image may succeed later.</param>
internal readonly record struct ImageRunOutcome(ImageResult? Result, string? Problem = null, bool IsTransient = false);
