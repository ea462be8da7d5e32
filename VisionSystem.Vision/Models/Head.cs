using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Models;

/// <summary>A recognised head: how its output is read.</summary>
/// <param name="Family">Its layout.</param>
/// <param name="Classes">How many classes it tells apart.</param>
/// <param name="Decoder">Makes candidates of it.</param>
/// <param name="Task">What it does.</param>
internal sealed record Head(HeadFamily Family, int Classes, IHeadDecoder Decoder, ModelTask Task)
{
    /// <summary>Mask coefficients or keypoints.</summary>
    public HeadExtras Extras { get; init; }

    /// <summary>Values a keypoint: 2 or 3.</summary>
    public int KeypointValues { get; init; }

    /// <summary>Which of its scores are logits, to which the decoder applies the sigmoid.</summary>
    public LogitScores Logits { get; init; }

    /// <summary>The shape of a segmentation model's second output.</summary>
    public Prototypes? Prototypes { get; init; }

    /// <summary>The outputs that are needed: the head, then the prototypes.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];
}

/// <summary>What is known of a model when its head is to be recognised.</summary>
internal sealed record HeadEvidence
{
    public required IReadOnlyList<OutputSample> Outputs { get; init; }

    /// <summary>Pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The task by metadata or <c>model.yaml</c>.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>How many classes are named, wherever.</summary>
    public int? NamedClasses { get; init; }

    /// <summary>The metadata's <c>kpt_shape</c>: keypoints, and values each.</summary>
    public (int Count, int Values)? Keypoints { get; init; }

    /// <summary>Whether the metadata say that the graph chooses its detections itself: <c>end2end</c>, or <c>nms</c> among the export's <c>args</c>.</summary>
    public bool EndToEnd { get; init; }
}

/// <summary>An output as the first run gave it.</summary>
/// <param name="Spec">Name, type and shape.</param>
/// <param name="Values">Its values, row-major; empty where the type is neither float32 nor float16.</param>
internal sealed record OutputSample(TensorSpec Spec, float[] Values)
{
    public long[] Shape => Spec.Shape;

    public bool IsReadable => Spec.Type is TensorElementType.Float or TensorElementType.Float16;

    public override string ToString() => $"'{Spec.Name}' [{string.Join(',', Shape)}]{(IsReadable ? "" : " of " + Spec.Type)}";
}
