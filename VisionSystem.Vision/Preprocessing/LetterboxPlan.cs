using System.Numerics;
using VisionSystem.Contracts;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// The mapping between an upright image and a model's input. It uses the size in the file's header, so boxes are mapped to
/// pixels of the upright image even after a scaled decode.
/// </summary>
internal readonly record struct LetterboxPlan
{
    /// <summary>The image's upright size, in pixels.</summary>
    public required int ImageWidth { get; init; }

    /// <inheritdoc cref="ImageWidth"/>
    public required int ImageHeight { get; init; }

    /// <summary>The model's input size, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <inheritdoc cref="InputWidth"/>
    public required int InputHeight { get; init; }

    /// <summary>The image's size on the input, in pixels, at least 1.</summary>
    public required int ScaledWidth { get; init; }

    /// <inheritdoc cref="ScaledWidth"/>
    public required int ScaledHeight { get; init; }

    /// <summary>Input pixels per image pixel, before rounding.</summary>
    public required double Scale { get; init; }

    /// <summary>The padding on the left, in input pixels.</summary>
    public required int PadX { get; init; }

    /// <summary>The padding at the top, in input pixels.</summary>
    public required int PadY { get; init; }

    /// <summary>Maps a box on the input to the upright image and clips it at the image's edges.</summary>
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

    /// <summary>Maps a box on the upright image to the input.</summary>
    public Box ToInput(Box image)
    {
        var x = (float)ScaledWidth / ImageWidth;
        var y = (float)ScaledHeight / ImageHeight;
        return new Box((image.X1 * x) + PadX, (image.Y1 * y) + PadY, (image.X2 * x) + PadX, (image.Y2 * y) + PadY);
    }

    /// <summary>Maps a point on the input to the upright image; the result may lie outside the image.</summary>
    public Vector2 PointToImage(Vector2 input) => new(
        (input.X - PadX) * ImageWidth / ScaledWidth,
        (input.Y - PadY) * ImageHeight / ScaledHeight);

    /// <summary>Maps a point on the upright image to the input.</summary>
    public Vector2 PointToInput(Vector2 image) => new(
        (image.X * ScaledWidth / ImageWidth) + PadX,
        (image.Y * ScaledHeight / ImageHeight) + PadY);
}

/// <summary>The position of the image on the model's input.</summary>
internal enum LetterboxPlacement
{
    /// <summary>Centred, as Ultralytics' models are trained.</summary>
    Centre,

    /// <summary>At the top left, as YOLOX is trained.</summary>
    TopLeft,

    /// <summary>Stretched over the complete input, ignoring the aspect ratio.</summary>
    Stretch,

    /// <summary>Covers the complete input; the part beyond its edges is cropped, as classifiers are trained.</summary>
    Crop,
}
