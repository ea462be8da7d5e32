using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Decoders;

/// <summary>The parameters of one image's detection.</summary>
/// <param name="Confidence">The minimum score, 0..1.</param>
/// <param name="Iou">The IoU threshold of NMS, 0..1.</param>
/// <param name="MaxDetections">The maximum number of detections.</param>
/// <param name="Classes">The accepted classes.</param>
internal readonly record struct DetectionParameters(float Confidence, float Iou, int MaxDetections, ClassFilter Classes)
{
    /// <summary>The requested task; by default boxes only. A classifier returns its classes for every request.</summary>
    public ModelTask Task { get; init; }

    /// <summary>The format of masks.</summary>
    public MaskForm Masks { get; init; }

    /// <summary>The conversion of the image to 8-bit RGB.</summary>
    public PixelConversion Conversion { get; init; }

    /// <summary>True if the response is the image with the detections drawn on it. Does not affect the detections.</summary>
    public bool Drawn { get; init; }
}
