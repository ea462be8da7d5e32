using VisionSystem.Contracts;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Where an upright picture goes on a model's input, and back. Made from the size in the file's header, so boxes come back
/// in the pixels that a person sees even when the picture was decoded smaller.
/// </summary>
internal readonly record struct LetterboxPlan
{
    /// <summary>The picture's upright size, in pixels.</summary>
    public required int ImageWidth { get; init; }

    /// <inheritdoc cref="ImageWidth"/>
    public required int ImageHeight { get; init; }

    /// <summary>The model's input size, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <inheritdoc cref="InputWidth"/>
    public required int InputHeight { get; init; }

    /// <summary>The size that the picture takes on the input, in pixels, at least 1.</summary>
    public required int ScaledWidth { get; init; }

    /// <inheritdoc cref="ScaledWidth"/>
    public required int ScaledHeight { get; init; }

    /// <summary>Input pixels for one image pixel, before rounding.</summary>
    public required double Scale { get; init; }

    /// <summary>Padding to the left, in input pixels.</summary>
    public required int PadX { get; init; }

    /// <summary>Padding above, in input pixels.</summary>
    public required int PadY { get; init; }

    /// <summary>A box on the input as a box on the upright picture, cut off at its edges.</summary>
    public Box ToImage(Box input)
    {
        var x = (float)ImageWidth / ScaledWidth;
        var y = (float)ImageHeight / ScaledHeight;
        return new Box(
            Math.Clamp((input.X1 - PadX) * x, 0, ImageWidth),
            Math.Clamp((input.Y1 - PadY) * y, 0, ImageHeight),
            Math.Clamp((input.X2 - PadX) * x, 0, ImageWidth),
            Math.Clamp((input.Y2 - PadY) * y, 0, ImageHeight));
    }

    /// <summary>A box on the upright picture as a box on the input.</summary>
    public Box ToInput(Box image)
    {
        var x = (float)ScaledWidth / ImageWidth;
        var y = (float)ScaledHeight / ImageHeight;
        return new Box((image.X1 * x) + PadX, (image.Y1 * y) + PadY, (image.X2 * x) + PadX, (image.Y2 * y) + PadY);
    }
}
