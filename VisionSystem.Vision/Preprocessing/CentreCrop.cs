using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Plans the placements that cover the complete input. Instead of resizing the image and cropping its centre, the visible
/// part of the source is cropped first and then resized to the input.
/// </summary>
internal static class CentreCrop
{
    /// <summary>Plans an image that covers the input; where the image is larger, the padding is negative.</summary>
    /// <param name="uprightWidth">The image's upright width in pixels.</param>
    /// <param name="uprightHeight">The image's upright height in pixels.</param>
    /// <param name="inputWidth">The model's input width in pixels.</param>
    /// <param name="inputHeight">The model's input height in pixels.</param>
    /// <param name="stretch">True to distort the image so that all of it is visible.</param>
    /// <param name="kept">The visible share of the resized short side, 0..1: 224/256 for most ImageNet models.</param>
    public static LetterboxPlan Plan(int uprightWidth, int uprightHeight, int inputWidth, int inputHeight, bool stretch, float kept)
    {
        var (x, y) = (inputWidth / (double)kept / uprightWidth, inputHeight / (double)kept / uprightHeight);
        (x, y) = stretch ? (x, y) : (Math.Max(x, y), Math.Max(x, y));
        var width = Math.Max(inputWidth, (int)Math.Round(uprightWidth * x));
        var height = Math.Max(inputHeight, (int)Math.Round(uprightHeight * y));
        return new LetterboxPlan
        {
            ImageWidth = uprightWidth,
            ImageHeight = uprightHeight,
            InputWidth = inputWidth,
            InputHeight = inputHeight,
            ScaledWidth = width,
            ScaledHeight = height,
            Scale = Math.Sqrt(x * y),
            PadX = (inputWidth - width) / 2,
            PadY = (inputHeight - height) / 2,
        };
    }

    /// <summary>True if the image extends beyond the input's edges.</summary>
    public static bool IsNeeded(in LetterboxPlan plan) => plan.ScaledWidth > plan.InputWidth || plan.ScaledHeight > plan.InputHeight;

    /// <summary>Copies the part of the image that is visible on the input.</summary>
    public static PixelBuffer Crop(in UprightView view, in LetterboxPlan plan)
    {
        var (across, down) = ((double)plan.InputWidth / plan.ScaledWidth, (double)plan.InputHeight / plan.ScaledHeight);
        (across, down) = view.Transposed ? (down, across) : (across, down);
        var source = view.Pixels;
        var width = Math.Clamp((int)Math.Round(source.Width * across), 1, source.Width);
        var height = Math.Clamp((int)Math.Round(source.Height * down), 1, source.Height);
        var (left, top) = ((source.Width - width) / 2, (source.Height - height) / 2);
        var part = PixelBuffer.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            source.Row(top + y).Slice(left * PixelBuffer.Channels, part.Stride).CopyTo(part.Row(y));
        }

        return part;
    }

    /// <summary>Returns the plan for the cropped part, which fills the input.</summary>
    public static LetterboxPlan ForCropped(in LetterboxPlan plan) =>
        plan with { ScaledWidth = plan.InputWidth, ScaledHeight = plan.InputHeight, PadX = 0, PadY = 0 };
}
