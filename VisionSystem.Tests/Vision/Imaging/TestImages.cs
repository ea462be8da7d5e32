using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Images created in memory.</summary>
internal static class TestImages
{
    /// <summary>
    /// Red grows to the right, green downwards, blue in both directions: every position and direction is distinguishable.
    /// </summary>
    public static PixelBuffer Gradient(int width, int height) => Paint(width, height, (x, y) =>
        ((byte)(x * 255 / Math.Max(1, width - 1)), (byte)(y * 255 / Math.Max(1, height - 1)), (byte)((x + y) * 255 / Math.Max(1, width + height - 2))));

    /// <summary>Random values, deterministic by seed.</summary>
    public static PixelBuffer Noise(int width, int height, int seed)
    {
        var random = new Random(seed);
        return Paint(width, height, (_, _) => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
    }

    public static PixelBuffer Paint(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> color)
    {
        var picture = PixelBuffer.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                (picture.Row(y)[x * 3], picture.Row(y)[(x * 3) + 1], picture.Row(y)[(x * 3) + 2]) = color(x, y);
            }
        }

        return picture;
    }
}
