namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Decodes RLE4 and RLE8. Runs are clipped at the image's edge; skipped pixels have the palette's first colour.</summary>
internal static class BmpRunLength
{
    /// <returns>False if the data ends before the last pixel.</returns>
    public static bool TryDecode(in BmpFile bmp, PixelBuffer image)
    {
        for (var row = 0; row < image.Height; row++)
        {
            Fill(bmp, image.Row(row), 0, image.Width, 0, 0);
        }

        var data = bmp.Pixels;
        int x = 0, y = 0;
        while (data.Length >= 2 && y < image.Height)
        {
            var (count, value) = (data[0], data[1]);
            data = data[2..];
            if (count > 0)
            {
                // RLE4 alternates between two colours.
                var (first, second) = bmp.Depth == 8 ? (value, value) : (value >> 4, value & 15);
                x = Fill(bmp, Row(bmp, image, y), x, count, first, second);
                continue;
            }

            switch (value)
            {
                case 0:
                    (x, y) = (0, y + 1);
                    break;
                case 1:
                    return true;
                case 2 when data.Length >= 2:
                    (x, y) = (Math.Min(x + data[0], image.Width), y + data[1]);
                    data = data[2..];
                    break;
                case 2:
                    return false;
                default:
                    var bytes = bmp.Depth == 8 ? value : (value + 1) / 2;
                    if (data.Length < bytes)
                    {
                        return false;
                    }

                    x = Copy(bmp, Row(bmp, image, y), x, data[..bytes], value);

                    // Literal runs are padded to 16 bits.
                    data = data[Math.Min(data.Length, bytes + (bytes & 1))..];
                    break;
            }
        }

        return y >= image.Height || (y == image.Height - 1 && x >= image.Width);
    }

    private static Span<byte> Row(in BmpFile bmp, PixelBuffer image, int y) => image.Row(bmp.TopDown ? y : image.Height - 1 - y);

    private static int Fill(in BmpFile bmp, Span<byte> row, int x, int count, int first, int second)
    {
        var end = Math.Min(x + count, row.Length / 3);
        for (var i = x; i < end; i++)
        {
            bmp.WriteColor(((i - x) & 1) == 0 ? first : second, row[(i * 3)..]);
        }

        return Math.Max(x, end);
    }

    private static int Copy(in BmpFile bmp, Span<byte> row, int x, ReadOnlySpan<byte> values, int count)
    {
        var end = Math.Min(x + count, row.Length / 3);
        for (var i = x; i < end; i++)
        {
            var at = i - x;
            var index = bmp.Depth == 8 ? values[at] : (at & 1) == 0 ? values[at / 2] >> 4 : values[at / 2] & 15;
            bmp.WriteColor(index, row[(i * 3)..]);
        }

        return Math.Max(x, end);
    }
}
