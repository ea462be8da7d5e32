using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// The placements that cover the whole input. Resizing and then cutting the centre out is done the other way round: the
/// part of the picture that will be seen is cut out, then it fills the input.
/// </summary>
internal static class CentreCrop
{
    /// <summary>Plans a picture that covers the input; where it is larger, the padding is negative.</summary>
    /// <param name="uprightWidth">The picture's width as a person sees it.</param>
    /// <param name="uprightHeight">Its height.</param>
    /// <param name="inputWidth">The model's input width.</param>
    /// <param name="inputHeight">The model's input height.</param>
    /// <param name="stretch">Whether the picture loses its shape, so that all of it is seen.</param>
    /// <param name="kept">The part of the resized short side that the input shows, 0..1: 224/256 for most ImageNet models.</param>
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

    /// <summary>Whether the picture reaches over the input's edges.</summary>
    public static bool IsNeeded(in LetterboxPlan plan) => plan.ScaledWidth > plan.InputWidth || plan.ScaledHeight > plan.InputHeight;

    /// <summary>A copy of the part that the input shows.</summary>
    public static PixelBuffer Cut(in UprightView view, in LetterboxPlan plan)
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

    /// <summary>The plan for the part that was cut out: it fills the input.</summary>
    public static LetterboxPlan Filling(in LetterboxPlan plan) =>
        plan with { ScaledWidth = plan.InputWidth, ScaledHeight = plan.InputHeight, PadX = 0, PadY = 0 };
}
