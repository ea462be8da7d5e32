using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Models;

/// <summary>A recognised head: the layout of a model's output.</summary>
/// <param name="Family">The layout family.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="Decoder">The decoder of the output.</param>
/// <param name="Task">The task.</param>
internal sealed record Head(HeadFamily Family, int Classes, IHeadDecoder Decoder, ModelTask Task)
{
    /// <summary>The channels of mask coefficients or keypoints.</summary>
    public HeadExtras Extras { get; init; }

    /// <summary>The number of values per keypoint: 2 or 3.</summary>
    public int KeypointValues { get; init; }

    /// <summary>The scores that are logits, to which the decoder applies the sigmoid.</summary>
    public LogitScores Logits { get; init; }

    /// <summary>The shape of a segmentation model's second output.</summary>
    public Prototypes? Prototypes { get; init; }

    /// <summary>The required outputs: the head, then the prototypes.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; init; } = [];
}

/// <summary>The evidence for recognising a model's head.</summary>
internal sealed record HeadEvidence
{
    public required IReadOnlyList<OutputSample> Outputs { get; init; }

    /// <summary>The input width in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>The input height in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The task stated by metadata or <c>model.yaml</c>.</summary>
    public ModelTask? Task { get; init; }

    /// <summary>The number of named classes, from any source.</summary>
    public int? NamedClasses { get; init; }

    /// <summary>The metadata's <c>kpt_shape</c>: the number of keypoints, and of values per keypoint.</summary>
    public (int Count, int Values)? Keypoints { get; init; }

    /// <summary>
    /// True if the metadata state that the graph selects its detections itself: <c>end2end</c>, or <c>nms</c> among the
    /// export's <c>args</c>.
    /// </summary>
    public bool EndToEnd { get; init; }
}

/// <summary>An output of the first run.</summary>
/// <param name="Spec">The name, type and shape.</param>
/// <param name="Values">The values, row-major; empty where the type is neither float32 nor float16.</param>
internal sealed record OutputSample(TensorSpec Spec, float[] Values)
{
    public long[] Shape => Spec.Shape;

    public bool IsReadable => Spec.Type is TensorElementType.Float or TensorElementType.Float16;

    public override string ToString() => $"'{Spec.Name}' [{string.Join(',', Shape)}]{(IsReadable ? "" : " of " + Spec.Type)}";
}
