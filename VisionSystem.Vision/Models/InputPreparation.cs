using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>The conversion of an image to a model's input.</summary>
/// <param name="Layout">The colour order and value range.</param>
/// <param name="Placement">The position of the image on the input.</param>
/// <param name="Pad">The grey level of the padding, 0..255.</param>
/// <param name="Kept">
/// The visible share of the resized image, 0..1, for <see cref="LetterboxPlacement.Crop"/> and
/// <see cref="LetterboxPlacement.Stretch"/>.
/// </param>
internal sealed record InputPreparation(PixelLayout Layout, LetterboxPlacement Placement, byte Pad = Letterbox.Grey, float Kept = 1)
{
    /// <summary>The preparation of Ultralytics' models, and the default.</summary>
    public static InputPreparation Default { get; } = new(PixelLayout.UnitRgb, LetterboxPlacement.Centre);

    /// <summary>The preparation of YOLOX.</summary>
    public static InputPreparation YoloX { get; } = new(PixelLayout.ByteBgr, LetterboxPlacement.TopLeft);

    /// <summary>The preparation of Ultralytics' classifiers.</summary>
    public static InputPreparation UnitCrop { get; } = new(PixelLayout.UnitRgb, LetterboxPlacement.Crop);

    /// <summary>Plans the placement of an image of the given size.</summary>
    public LetterboxPlan Plan(int uprightWidth, int uprightHeight, int inputWidth, int inputHeight) => Placement switch
    {
        LetterboxPlacement.Stretch or LetterboxPlacement.Crop =>
            CentreCrop.Plan(uprightWidth, uprightHeight, inputWidth, inputHeight, Placement == LetterboxPlacement.Stretch, Kept),
        _ => Letterbox.Plan(uprightWidth, uprightHeight, inputWidth, inputHeight, Placement),
    };
}
