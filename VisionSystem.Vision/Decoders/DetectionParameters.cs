using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Decoders;

/// <summary>One image's own thresholds.</summary>
/// <param name="Confidence">Lowest score that counts, 0..1.</param>
/// <param name="Iou">NMS threshold, 0..1.</param>
/// <param name="MaxDetections">The most that are kept.</param>
/// <param name="Classes">The classes that are wanted.</param>
internal readonly record struct DetectionParameters(float Confidence, float Iou, int MaxDetections, ClassFilter Classes)
{
    /// <summary>What is asked of the model; boxes alone where nothing is said. A classifier gives its classes whatever is asked.</summary>
    public ModelTask Task { get; init; }

    /// <summary>The form of masks.</summary>
    public MaskForm Masks { get; init; }

    /// <summary>How the image becomes 8-bit RGB.</summary>
    public PixelConversion Conversion { get; init; }

    /// <summary>Whether the answer is the image with what was found drawn on it. What is found does not depend on it.</summary>
    public bool Drawn { get; init; }
}
