using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class LumaTests
{
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(255, 255, 255, 1)]
    [InlineData(255, 0, 0, 0.3008)]
    [InlineData(0, 255, 0, 0.5859)]
    [InlineData(0, 0, 255, 0.1133)]
    public void Weighs_the_colours_as_television_does(byte red, byte green, byte blue, double expected)
    {
        foreach (var (width, height) in new[] { (1, 1), (63, 200), (64, 64), (1000, 65) })
        {
            using var pixels = Filled(width, height, _ => (red, green, blue));
            Assert.Equal(expected, Luma.Mean(pixels), 4);
        }
    }

    [Fact]
    public void Weighs_every_part_of_an_image_by_its_area()
    {
        using var pixels = Filled(1000, 700, x => x < 250 ? (byte.MaxValue, byte.MaxValue, byte.MaxValue) : ((byte)0, (byte)0, (byte)0));

        Assert.Equal(0.25, Luma.Mean(pixels), 4);
    }

    private static PixelBuffer Filled(int width, int height, Func<int, (byte Red, byte Green, byte Blue)> colour)
    {
        var pixels = PixelBuffer.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Row(y);
            for (var x = 0; x < width; x++)
            {
                (row[x * 3], row[(x * 3) + 1], row[(x * 3) + 2]) = colour(x);
            }
        }

        return pixels;
    }
}
