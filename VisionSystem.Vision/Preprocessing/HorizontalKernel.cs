using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Interpolates along a row that <see cref="RowBlend"/> produced: from <c>RGBRGB…</c> in fractions of grey levels to one row
/// of integer grey levels per colour. The rounding equals OpenCV's: models are trained on images that are bytes again after
/// their resize, and quantised models are sensitive to the difference.
/// </summary>
internal static unsafe class HorizontalKernel
{
    /// <summary>The number of values read per pixel: its own, its neighbour's and two unused ones.</summary>
    public const int Reach = 8;

    /// <param name="level">The widest vectors to use.</param>
    /// <param name="row">The row; <see cref="Reach"/> values must be readable from its last pixel on.</param>
    /// <param name="offsets">The index of each position's first neighbour in the row, in values.</param>
    /// <param name="weights">Each position's weight of the second neighbour, in units of 1/2¹⁵.</param>
    /// <param name="count">The number of positions, a multiple of <see cref="ResampleAxis.Step"/>.</param>
    /// <param name="planes">The red row; green and blue follow at intervals of <paramref name="count"/>.</param>
    public static void Run(SimdLevel level, short* row, int* offsets, short* weights, int count, byte* planes)
    {
        switch (level)
        {
            case SimdLevel.Vector512:
                Run<Words512, Vector512<short>>(row, offsets, weights, count, planes);
                break;
            case SimdLevel.Vector256:
                Run<Words256, Vector256<short>>(row, offsets, weights, count, planes);
                break;
            case SimdLevel.Vector128:
                Run<Words128, Vector128<short>>(row, offsets, weights, count, planes);
                break;
            default:
                RunScalar(row, offsets, weights, count, planes);
                break;
        }
    }

    private static void RunScalar(short* row, int* offsets, short* weights, int count, byte* planes)
    {
        for (var i = 0; i < count; i++)
        {
            var pixel = row + offsets[i];
            for (var channel = 0; channel < PixelBuffer.Channels; channel++)
            {
                var (near, far) = (pixel[channel], pixel[channel + PixelBuffer.Channels]);
                var value = near + Simd.MultiplyRounded(far - near, weights[i]);
                planes[i + (channel * count)] = (byte)((value + (RowBlend.Unit / 2)) >> RowBlend.FractionBits);
            }
        }
    }

    // Transposes eight neighbours r g b R G B . . in each lane to vectors of eight r, eight g and so on.
    private static void Run<TWords, TVector>(short* row, int* offsets, short* weights, int count, byte* planes)
        where TWords : IWords<TVector>
        where TVector : struct
    {
        for (var i = 0; i < count; i += TWords.Count)
        {
            Zip<TWords, TVector>(row, offsets + i, out var redGreen, out var blueRed, out var greenBlue);
            Zip<TWords, TVector>(row, offsets + i + 4, out var redGreen4, out var blueRed4, out var greenBlue4);
            var weight = TWords.Load(weights + i);
            var (red, nextRed) = (TWords.ZipLow64(redGreen, redGreen4), TWords.ZipHigh64(blueRed, blueRed4));
            var (green, nextGreen) = (TWords.ZipHigh64(redGreen, redGreen4), TWords.ZipLow64(greenBlue, greenBlue4));
            var (blue, nextBlue) = (TWords.ZipLow64(blueRed, blueRed4), TWords.ZipHigh64(greenBlue, greenBlue4));
            TWords.StoreGrey(TWords.Blend(red, nextRed, weight), planes + i);
            TWords.StoreGrey(TWords.Blend(green, nextGreen, weight), planes + i + count);
            TWords.StoreGrey(TWords.Blend(blue, nextBlue, weight), planes + i + (2L * count));
        }
    }

    // For four neighbours: rrrr gggg, bbbb RRRR, GGGG BBBB.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zip<TWords, TVector>(short* row, int* offsets, out TVector redGreen, out TVector blueRed, out TVector greenBlue)
        where TWords : IWords<TVector>
        where TVector : struct
    {
        var (a, b) = (TWords.Gather(row, offsets), TWords.Gather(row, offsets + 1));
        var (c, d) = (TWords.Gather(row, offsets + 2), TWords.Gather(row, offsets + 3));
        var (ab, abRest) = (TWords.ZipLow16(a, b), TWords.ZipHigh16(a, b));
        var (cd, cdRest) = (TWords.ZipLow16(c, d), TWords.ZipHigh16(c, d));
        redGreen = TWords.ZipLow32(ab, cd);
        blueRed = TWords.ZipHigh32(ab, cd);
        greenBlue = TWords.ZipLow32(abRest, cdRest);
    }
}
