using System.Runtime.Intrinsics;

namespace VisionSystem.Vision.Imaging;

/// <summary>How bright a picture is, by the weights of ITU-R BT.601 in 256ths.</summary>
internal static unsafe class Luma
{
    /// <summary>Pixels looked at along each side: a mean needs no more, and an image of any size costs the same few microseconds.</summary>
    private const int Looks = 64;
    private const int Red = 77;
    private const int Green = 150;
    private const int Blue = 29;

    /// <summary>The mean luma of a grid of pixels, 0 (black) to 1 (white).</summary>
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
                sum += (Red * pixel[0]) + (Green * pixel[1]) + (Blue * pixel[2]);
            }
        }

        return Math.Round(sum / (256.0 * 255 * rows * columns), 4);
    }

    /// <summary>Makes rows of red, green and blue one of luminance, rounded, in the place of red.</summary>
    /// <param name="planes">Red from here, green and blue each <paramref name="stride"/> further.</param>
    /// <param name="stride">Bytes.</param>
    /// <param name="count">Pixels.</param>
    public static void Blend(byte* planes, int stride, int count)
    {
        var i = 0;
        for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (redLower, redUpper) = Vector128.Widen(Vector128.Load(planes + i));
            var (greenLower, greenUpper) = Vector128.Widen(Vector128.Load(planes + i + stride));
            var (blueLower, blueUpper) = Vector128.Widen(Vector128.Load(planes + i + (2L * stride)));
            Vector128.Narrow(Blend(redLower, greenLower, blueLower), Blend(redUpper, greenUpper, blueUpper)).Store(planes + i);
        }

        for (; i < count; i++)
        {
            planes[i] = (byte)(((Red * planes[i]) + (Green * planes[i + stride]) + (Blue * planes[i + (2L * stride)]) + 128) >> 8);
        }
    }

    // Sixteen bits hold it: the weights are 256 together.
    private static Vector128<ushort> Blend(Vector128<ushort> red, Vector128<ushort> green, Vector128<ushort> blue) =>
        ((red * Red) + (green * Green) + (blue * Blue) + Vector128.Create((ushort)128)) >>> 8;

    /// <summary>The middle of the i-th of equal parts of a side.</summary>
    private static int Middle(int i, int parts, int side) => (int)(((2L * i) + 1) * side / (2L * parts));
}
