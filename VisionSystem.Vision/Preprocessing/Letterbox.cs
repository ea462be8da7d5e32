using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Converts an image to a model's input in one pass: EXIF orientation, bilinear resize as OpenCV's INTER_LINEAR (within one
/// grey level), padding, colour order, scale and planar layout. Allocates no managed memory; thread-safe.
/// </summary>
/// <remarks>
/// Where the image shrinks by more than 2×, squares of pixels are averaged first (<see cref="BoxFilter"/>), which OpenCV does
/// not do.
/// </remarks>
internal static unsafe class Letterbox
{
    /// <summary>The grey level of the padding that Ultralytics' models are trained with.</summary>
    public const byte Grey = 114;

    /// <summary>
    /// Plans the placement as Ultralytics' LetterBox does: r = min(W / w, H / h), the size round(w·r) × round(h·r), the
    /// padding halved with round(d ± 0.1), so that an odd pixel goes to the right and bottom.
    /// </summary>
    /// <param name="uprightWidth">The image's upright width in pixels, from the file's header.</param>
    /// <param name="uprightHeight">The image's upright height in pixels.</param>
    /// <param name="inputWidth">The model's input width in pixels.</param>
    /// <param name="inputHeight">The model's input height in pixels.</param>
    /// <param name="placement">The position of the image on the input.</param>
    public static LetterboxPlan Plan(int uprightWidth, int uprightHeight, int inputWidth, int inputHeight, LetterboxPlacement placement)
    {
        var scale = Math.Min((double)inputWidth / uprightWidth, (double)inputHeight / uprightHeight);
        var width = Math.Clamp((int)Math.Round(uprightWidth * scale), 1, inputWidth);
        var height = Math.Clamp((int)Math.Round(uprightHeight * scale), 1, inputHeight);
        var centred = placement == LetterboxPlacement.Centre;
        return new LetterboxPlan
        {
            ImageWidth = uprightWidth,
            ImageHeight = uprightHeight,
            InputWidth = inputWidth,
            InputHeight = inputHeight,
            ScaledWidth = width,
            ScaledHeight = height,
            Scale = scale,
            PadX = centred ? (int)Math.Round(((inputWidth - width) / 2.0) - 0.1) : 0,
            PadY = centred ? (int)Math.Round(((inputHeight - height) / 2.0) - 0.1) : 0,
        };
    }

    /// <summary>Fills one image's slot of a float32 tensor.</summary>
    /// <param name="view">The image, at the plan's image size or decoded smaller.</param>
    /// <param name="plan">The placement from <see cref="Plan"/>.</param>
    /// <param name="layout">The colour order and value range.</param>
    /// <param name="chw"><c>[3, H, W]</c>, or <c>[1, H, W]</c> for a grey layout; every value is written.</param>
    /// <param name="pad">The grey level of the padding, 0..255.</param>
    /// <exception cref="ArgumentException">The slot's length differs from the plan's input size.</exception>
    public static void Fill(in UprightView view, in LetterboxPlan plan, PixelLayout layout, Span<float> chw, byte pad = Grey) =>
        LetterboxPass<float, SingleElement>.Run(Simd.Best, view, plan, layout, pad, chw);

    /// <summary>Fills one image's slot of a float16 tensor.</summary>
    /// <inheritdoc cref="Fill(in UprightView, in LetterboxPlan, PixelLayout, Span{float}, byte)"/>
    public static void Fill(in UprightView view, in LetterboxPlan plan, PixelLayout layout, Span<Half> chw, byte pad = Grey) =>
        LetterboxPass<Half, HalfElement>.Run(Simd.Best, view, plan, layout, pad, chw);

    /// <summary>Fills one image's slot of a uint8 tensor; values are rounded.</summary>
    /// <inheritdoc cref="Fill(in UprightView, in LetterboxPlan, PixelLayout, Span{float}, byte)"/>
    public static void Fill(in UprightView view, in LetterboxPlan plan, PixelLayout layout, Span<byte> chw, byte pad = Grey) =>
        LetterboxPass<byte, ByteElement>.Run(Simd.Best, view, plan, layout, pad, chw);
}
