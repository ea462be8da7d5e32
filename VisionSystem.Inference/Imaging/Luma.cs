namespace VisionSystem.Inference.Imaging;

/// <summary>How bright a picture is.</summary>
internal static class Luma
{
    /// <summary>Pixels looked at along each side: a mean needs no more, and a photo of any size costs the same few microseconds.</summary>
    private const int Looks = 64;

    /// <summary>The mean luma of a grid of pixels, 0 (black) to 1 (white), by the weights of ITU-R BT.601 in 256ths.</summary>
    public static double Mean(PixelBuffer pixels)
    {
        var (columns, rows) = (Math.Min(Looks, pixels.Width), Math.Min(Looks, pixels.Height));
        long sum = 0;
        for (var i = 0; i < rows; i++)
        {
            ReadOnlySpan<byte> row = pixels.Row(Middle(i, rows, pixels.Height));
            for (var j = 0; j < columns; j++)
            {
                var pixel = row.Slice(Middle(j, columns, pixels.Width) * PixelBuffer.Channels, PixelBuffer.Channels);
                sum += (77 * pixel[0]) + (150 * pixel[1]) + (29 * pixel[2]);
            }
        }

        return Math.Round(sum / (256.0 * 255 * rows * columns), 4);
    }

    /// <summary>The middle of the i-th of equal parts of a side.</summary>
    private static int Middle(int i, int parts, int side) => (int)(((2L * i) + 1) * side / (2L * parts));
}
