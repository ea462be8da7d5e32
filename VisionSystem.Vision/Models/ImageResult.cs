using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Models;

/// <summary>The detections of one image.</summary>
/// <param name="Header">The image's header; boxes refer to its upright size.</param>
/// <param name="Detections">The detections, most confident first, with boxes in pixels of the upright image.</param>
/// <param name="Timings">The duration of each stage in milliseconds.</param>
public record ImageResult(ImageHeader Header, IReadOnlyList<Detection> Detections, Timings Timings)
{
    /// <summary>The scores of a classifier, most confident first; null for other models.</summary>
    public IReadOnlyList<ClassScore>? Classifications { get; init; }
}

/// <summary>Runs one image through a model.</summary>
/// <param name="image">The encoded file.</param>
/// <param name="parameters">The thresholds and the task.</param>
/// <param name="cancellationToken">Cancels the waiting and the decode.</param>
internal delegate ValueTask<ImageRunOutcome> ImageRun(ReadOnlyMemory<byte> image, DetectionParameters parameters, CancellationToken cancellationToken);

/// <summary>A result, or the problem that prevented it.</summary>
/// <param name="Result">The result; null on a problem.</param>
/// <param name="Problem">One sentence for the user; null with a result.</param>
/// <param name="IsTransient">True if the problem is the system's and the same image may succeed later.</param>
internal readonly record struct ImageRunOutcome(ImageResult? Result, string? Problem = null, bool IsTransient = false);
