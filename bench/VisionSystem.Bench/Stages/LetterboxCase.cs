using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>An image size and the model input it is letterboxed to.</summary>
/// <param name="Width">Stored width in pixels.</param>
/// <param name="Height">Stored height in pixels.</param>
/// <param name="Input">Width and height of the input.</param>
/// <param name="Rotated">True for EXIF orientation 6, which requires a rotation by 90° clockwise.</param>
internal sealed record LetterboxCase(int Width, int Height, int Input, bool Rotated = false)
{
    public string Name => $"{Width} × {Height} to {Input}{(Rotated ? ", turned (EXIF 6)" : "")}";

    public byte Orientation => (byte)(Rotated ? 6 : 1);

    public LetterboxPlan Plan => Rotated
        ? Letterbox.Plan(Height, Width, Input, Input, LetterboxPlacement.Centre)
        : Letterbox.Plan(Width, Height, Input, Input, LetterboxPlacement.Centre);

    /// <summary>A fine pattern by the formula that the peer also uses: <c>((3x² + 5y² + 7xy) >> 3) + 85 · channel</c>, modulo 256.</summary>
    public PixelBuffer CreateImage()
    {
        var image = PixelBuffer.Rent(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var row = image.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                var x = i / PixelBuffer.Channels;
                row[i] = (byte)((((3 * x * x) + (5 * y * y) + (7 * x * y)) >> 3) + (85 * (i % PixelBuffer.Channels)));
            }
        }

        return image;
    }
}
