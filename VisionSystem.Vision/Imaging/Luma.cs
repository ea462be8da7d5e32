using System.Runtime.Intrinsics;

namespace VisionSystem.Vision.Imaging;

/// <summary>Measures an image's brightness, with the weights of ITU-R BT.601 in 256ths.</summary>
internal static unsafe class Luma
{
    /// <summary>The number of pixels sampled along each side: enough for a mean, and the same few microseconds for every image size.</summary>
    private const int SamplesPerSide = 64;
    private const int Red = 77;
    private const int Green = 150;
    private const int Blue = 29;

    /// <summary>Returns the mean luma of a grid of pixels, from 0 (black) to 1 (white).</summary>
    public static double Mean(PixelBuffer pixels)
    {
        var (columns, rows) = (Math.Min(SamplesPerSide, pixels.Width), Math.Min(SamplesPerSide, pixels.Height));
        long sum = 0;
        for (var i = 0; i < rows; i++)
        {
            ReadOnlySpan<byte> row = pixels.Row(CentreOf(i, rows, pixels.Height));
            for (var j = 0; j < columns; j++)
            {
                var pixel = row.Slice(CentreOf(j, columns, pixels.Width) * PixelBuffer.Channels, PixelBuffer.Channels);
                sum += (Red * pixel[0]) + (Green * pixel[1]) + (Blue * pixel[2]);
            }
        }

        return Math.Round(sum / (256.0 * 255 * rows * columns), 4);
    }

    /// <summary>Converts rows of red, green and blue to rounded luma, which replaces red.</summary>
    /// <param name="planes">The red row; green and blue follow at intervals of <paramref name="stride"/>.</param>
    /// <param name="stride">Bytes from one colour's row to the next.</param>
    /// <param name="count">The number of pixels.</param>
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

    // Sixteen bits suffice: the weights add up to 256.
    private static Vector128<ushort> Blend(Vector128<ushort> red, Vector128<ushort> green, Vector128<ushort> blue) =>
        ((red * Red) + (green * Green) + (blue * Blue) + Vector128.Create((ushort)128)) >>> 8;

    /// <summary>Returns the centre of the i-th of several equal parts of a side.</summary>
    private static int CentreOf(int i, int parts, int side) => (int)(((2L * i) + 1) * side / (2L * parts));
}
