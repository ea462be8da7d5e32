using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>How an image becomes a model's input.</summary>
/// <param name="Layout">Colour order and values.</param>
/// <param name="Placement">Where it lies.</param>
/// <param name="Pad">Grey level beside it, 0..255.</param>
/// <param name="Kept">For <see cref="LetterboxPlacement.Crop"/> and Stretch: the part of the resized image that is seen, 0..1.</param>
internal sealed record InputPreparation(PixelLayout Layout, LetterboxPlacement Placement, byte Pad = Letterbox.Grey, float Kept = 1)
{
    /// <summary>As Ultralytics' models are trained, and all that say nothing else.</summary>
    public static InputPreparation Default { get; } = new(PixelLayout.UnitRgb, LetterboxPlacement.Centre);

    /// <summary>As YOLOX is trained.</summary>
    public static InputPreparation YoloX { get; } = new(PixelLayout.ByteBgr, LetterboxPlacement.TopLeft);

    /// <summary>As Ultralytics' classifiers are trained.</summary>
    public static InputPreparation UnitCrop { get; } = new(PixelLayout.UnitRgb, LetterboxPlacement.Crop);

    /// <summary>Where an image of that size goes.</summary>
    public LetterboxPlan Plan(int uprightWidth, int uprightHeight, int inputWidth, int inputHeight) => Placement switch
    {
        LetterboxPlacement.Stretch or LetterboxPlacement.Crop =>
            CentreCrop.Plan(uprightWidth, uprightHeight, inputWidth, inputHeight, Placement == LetterboxPlacement.Stretch, Kept),
        _ => Letterbox.Plan(uprightWidth, uprightHeight, inputWidth, inputHeight, Placement),
    };
}
