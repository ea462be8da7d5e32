using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>A picture that is brought onto a model's input.</summary>
/// <param name="Width">Stored pixels across.</param>
/// <param name="Height">Stored pixels down.</param>
/// <param name="Input">The input's width and height.</param>
/// <param name="Turned">Whether it lies on its side: EXIF orientation 6, to be turned by a quarter clockwise.</param>
internal sealed record LetterboxCase(int Width, int Height, int Input, bool Turned = false)
{
    public string Name => $"{Width} × {Height} to {Input}{(Turned ? ", turned (EXIF 6)" : "")}";

    public byte Orientation => (byte)(Turned ? 6 : 1);

    public LetterboxPlan Plan => Turned
        ? Letterbox.Plan(Height, Width, Input, Input, LetterboxPlacement.Centre)
        : Letterbox.Plan(Width, Height, Input, Input, LetterboxPlacement.Centre);

    /// <summary>Fine patterns by a formula that the peer has too: <c>((3x² + 5y² + 7xy) >> 3) + 85 · channel</c>, modulo 256.</summary>
    public PixelBuffer Paint()
    {
        var picture = PixelBuffer.Rent(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            var row = picture.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                var x = i / PixelBuffer.Channels;
                row[i] = (byte)((((3 * x * x) + (5 * y * y) + (7 * x * y)) >> 3) + (85 * (i % PixelBuffer.Channels)));
            }
        }

        return picture;
    }
}
