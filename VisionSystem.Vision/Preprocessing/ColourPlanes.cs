using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>Splits <c>RGBRGB…</c> into one row per colour: the only step for an image that already has the model's input size.</summary>
internal static unsafe class ColourPlanes
{
    /// <param name="level">The widest vectors to use.</param>
    /// <param name="row">The row; <see cref="PixelMemory.Slack"/> bytes past its end must be readable.</param>
    /// <param name="count">The number of pixels.</param>
    /// <param name="planes">The red row; green and blue follow at intervals of <paramref name="stride"/>.</param>
    /// <param name="stride"><paramref name="count"/>, rounded up to a multiple of <see cref="ResampleAxis.Step"/>.</param>
    public static void Split(SimdLevel level, byte* row, int count, byte* planes, int stride)
    {
        if (level == SimdLevel.Scalar)
        {
            for (var i = 0; i < count; i++, row += PixelBuffer.Channels)
            {
                (planes[i], planes[i + stride], planes[i + (2 * stride)]) = (row[0], row[1], row[2]);
            }

            return;
        }

        for (var i = 0; i < count; i += Vector128<byte>.Count, row += PixelBuffer.Channels * Vector128<byte>.Count)
        {
            var (a, b, c) = (Vector128.Load(row), Vector128.Load(row + 16), Vector128.Load(row + 32));
            Pick(a, b, c, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13)).Store(planes + i);
            Pick(a, b, c, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14)).Store(planes + i + stride);
            Pick(a, b, c, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255), Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15)).Store(planes + i + (2L * stride));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pick(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> fromA, Vector128<byte> fromB, Vector128<byte> fromC) =>
        Vector128.Shuffle(a, fromA) | Vector128.Shuffle(b, fromB) | Vector128.Shuffle(c, fromC);
}
