using System.Runtime.Intrinsics;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// Averages squares of source pixels into one, ahead of the interpolation. Bilinear interpolation looks at four pixels only,
/// so when more than two fall onto one of the model's, it skips the rest and fine patterns turn into false ones.
/// </summary>
internal static unsafe class BoxFilter
{
    /// <summary>The largest box whose column sums fit 16 bits: 255 · 257 = 65535.</summary>
    public const int Largest = 256;

    /// <summary>The box's side for a picture that is to shrink by both ratios: 1 up to 2×, then the whole part of the lesser.</summary>
    public static int Side(double ratioX, double ratioY)
    {
        var ratio = Math.Min(ratioX, ratioY);
        return ratio <= 2 ? 1 : (int)Math.Min(ratio, Largest);
    }

    /// <summary>Averages up to <paramref name="box"/> rows into one row of boxes; the last box of a row may be narrower.</summary>
    /// <param name="level">The widest vectors to use.</param>
    /// <param name="rows">The first row's first pixel.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="height">How many rows, 1..<paramref name="box"/>.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="box">Pixels in a box's row.</param>
    /// <param name="sums">Room for a row of column sums.</param>
    /// <param name="target">Room for the row of boxes.</param>
    public static void Run(SimdLevel level, byte* rows, int stride, int height, int width, int box, ushort* sums, byte* target)
    {
        new Span<ushort>(sums, width * PixelBuffer.Channels).Clear();
        for (var y = 0; y < height; y++)
        {
            AddRow(level, rows + ((long)y * stride), sums, width * PixelBuffer.Channels);
        }

        for (var x = 0; x < width; x += box)
        {
            var columns = Math.Min(box, width - x);
            uint red = 0, green = 0, blue = 0;
            for (var end = sums + (columns * PixelBuffer.Channels); sums < end; sums += PixelBuffer.Channels)
            {
                red += sums[0];
                green += sums[1];
                blue += sums[2];
            }

            var pixels = (uint)(columns * height);
            target[0] = (byte)((red + (pixels / 2)) / pixels);
            target[1] = (byte)((green + (pixels / 2)) / pixels);
            target[2] = (byte)((blue + (pixels / 2)) / pixels);
            target += PixelBuffer.Channels;
        }
    }

    private static void AddRow(SimdLevel level, byte* row, ushort* sums, int count)
    {
        var i = 0;
        if (level >= SimdLevel.Vector256)
        {
            for (; i <= count - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var (lower, upper) = Vector256.Widen(Vector256.Load(row + i));
                (Vector256.Load(sums + i) + lower).Store(sums + i);
                (Vector256.Load(sums + i + Vector256<ushort>.Count) + upper).Store(sums + i + Vector256<ushort>.Count);
            }
        }

        if (level >= SimdLevel.Vector128)
        {
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var (lower, upper) = Vector128.Widen(Vector128.Load(row + i));
                (Vector128.Load(sums + i) + lower).Store(sums + i);
                (Vector128.Load(sums + i + Vector128<ushort>.Count) + upper).Store(sums + i + Vector128<ushort>.Count);
            }
        }

        for (; i < count; i++)
        {
            sums[i] += row[i];
        }
    }
}
