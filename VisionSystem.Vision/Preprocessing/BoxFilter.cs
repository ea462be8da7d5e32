using System.Runtime.Intrinsics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Averages squares of source pixels before the interpolation. Bilinear interpolation reads only four pixels; where more than
/// two source pixels map to one input pixel, it skips the others and fine patterns alias.
/// </summary>
internal static unsafe class BoxFilter
{
    /// <summary>The largest box whose column sums fit 16 bits: 255 · 257 = 65535.</summary>
    public const int MaxSide = 256;

    /// <summary>
    /// Returns the box's side for an image that shrinks by both ratios: 1 up to 2×, otherwise the integer part of the smaller
    /// ratio.
    /// </summary>
    public static int Side(double ratioX, double ratioY)
    {
        var ratio = Math.Min(ratioX, ratioY);
        return ratio <= 2 ? 1 : (int)Math.Min(ratio, MaxSide);
    }

    /// <summary>Averages up to <paramref name="box"/> rows into one row of boxes; the last box of a row may be narrower.</summary>
    /// <param name="level">The widest vectors to use.</param>
    /// <param name="rows">The first row; <see cref="PixelMemory.Slack"/> bytes past the last row must be readable.</param>
    /// <param name="stride">Bytes per row; rows follow each other without a gap.</param>
    /// <param name="height">The number of rows, 1..<paramref name="box"/>.</param>
    /// <param name="box">The box's width in pixels.</param>
    /// <param name="scratch">Space for <see cref="ScratchBytes"/> bytes.</param>
    /// <param name="target">Space for the row of boxes and one more byte.</param>
    public static void Run(SimdLevel level, byte* rows, int stride, int height, int box, byte* scratch, byte* target)
    {
        var sums = (ushort*)scratch;
        var done = 0;
        switch (level)
        {
            case SimdLevel.Vector512:
                done = Run<Words512, Vector512<short>>(rows, stride, height, box, (short*)sums, target);
                break;
            case SimdLevel.Vector256:
                done = Run<Words256, Vector256<short>>(rows, stride, height, box, (short*)sums, target);
                break;
            case SimdLevel.Vector128:
                done = Run<Words128, Vector128<short>>(rows, stride, height, box, (short*)sums, target);
                break;
            default:
                for (var i = 0; i < stride; i++)
                {
                    uint sum = 0;
                    for (var y = 0; y < height; y++)
                    {
                        sum += rows[i + ((long)y * stride)];
                    }

                    sums[i] = (ushort)sum;
                }

                break;
        }

        AverageRest(sums, done, stride, height, box, target);
    }

    /// <summary>Returns the size of the scratch memory for rows of <paramref name="stride"/> bytes.</summary>
    public static long ScratchBytes(int stride, int box) => (stride + ReadAhead(box)) * (long)(sizeof(short) + sizeof(byte));

    // Vectors of sums are read past a row's end by the other pixels of a box and two complete vectors.
    private static int ReadAhead(int box) => (PixelBuffer.Channels * box) + 64;

    // Returns the number of completed boxes.
    private static int Run<TWords, TVector>(byte* rows, int stride, int height, int box, short* sums, byte* target)
        where TWords : IWords<TVector>
        where TVector : struct
    {
        for (var i = 0; i < stride; i += 2 * TWords.Count)
        {
            var (a, b) = (TWords.Create(0), TWords.Create(0));
            var from = rows + i;
            for (var y = 0; y < height; y++, from += stride)
            {
                (a, b) = (TWords.Add(a, TWords.LoadBytes(from)), TWords.Add(b, TWords.LoadBytes(from + TWords.Count)));
            }

            TWords.Store(a, sums + i);
            TWords.Store(b, sums + i + TWords.Count);
        }

        var pixels = box * height;
        if (pixels > BoxAverage.MaxPixels)
        {
            return 0;
        }

        // Computes the mean of a box at every pixel although only one per box is used, because vectors need contiguous
        // values.
        var average = new BoxAverage(pixels);
        var factor = TWords.Create(average.Factor);
        var means = (byte*)(sums + stride + ReadAhead(box));
        for (var i = 0; i < stride; i += TWords.Count)
        {
            var sum = TWords.Load(sums + i);
            for (var x = 1; x < box; x++)
            {
                sum = TWords.Add(sum, TWords.Load(sums + i + (PixelBuffer.Channels * x)));
            }

            var mean = TWords.MultiplyRounded(TWords.ShiftLeft(sum, average.Shift), factor);
            TWords.StoreGrey(TWords.Add(mean, mean), means + i);
        }

        var step = PixelBuffer.Channels * box;
        var whole = stride / step;
        for (var i = 0; i < whole; i++)
        {
            *(uint*)(target + (PixelBuffer.Channels * i)) = *(uint*)(means + ((long)step * i));
        }

        return whole;
    }

    private static void AverageRest(ushort* sums, int done, int stride, int height, int box, byte* target)
    {
        var width = stride / PixelBuffer.Channels;
        for (var x = done * box; x < width; x += box)
        {
            var columns = Math.Min(box, width - x);
            var average = new BoxAverage(columns * height);
            for (var channel = 0; channel < PixelBuffer.Channels; channel++)
            {
                var sum = 0;
                for (var i = 0; i < columns; i++)
                {
                    sum += sums[((x + i) * PixelBuffer.Channels) + channel];
                }

                target[(x / box * PixelBuffer.Channels) + channel] = average.Average(sum);
            }
        }
    }
}
