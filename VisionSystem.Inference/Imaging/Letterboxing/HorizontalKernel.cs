using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Inference.Imaging.Letterboxing;

/// <summary>
/// Interpolates along one stored row: from <c>RGBRGB…</c> bytes to three rows of floats, in units of
/// 1/<see cref="ResampleAxis.One"/> grey level. The integers in between make all versions agree to the last bit.
/// </summary>
internal static unsafe class HorizontalKernel
{
    /// <param name="level">The widest vectors to use.</param>
    /// <param name="row">The row; 16 bytes past its last pixel have to be readable.</param>
    /// <param name="offsets">Byte offset of the first neighbour for each position.</param>
    /// <param name="weights">Both neighbours' weights for each position.</param>
    /// <param name="count">Positions; a multiple of <see cref="ResampleAxis.Step"/>.</param>
    /// <param name="planes">Red from here, green and blue each <paramref name="count"/> further.</param>
    public static void Run(SimdLevel level, byte* row, int* offsets, short* weights, int count, float* planes)
    {
        if (level >= SimdLevel.Vector256)
        {
            Run256(row, offsets, weights, count, planes);
        }
        else if (level == SimdLevel.Vector128)
        {
            Run128(row, offsets, weights, count, planes);
        }
        else
        {
            RunScalar(row, offsets, weights, count, planes);
        }
    }

    private static void RunScalar(byte* row, int* offsets, short* weights, int count, float* planes)
    {
        for (var i = 0; i < count; i++)
        {
            var pixel = row + offsets[i];
            int near = weights[2 * i], far = weights[(2 * i) + 1];
            planes[i] = (pixel[0] * near) + (pixel[3] * far);
            planes[i + count] = (pixel[1] * near) + (pixel[4] * far);
            planes[i + (2 * count)] = (pixel[2] * near) + (pixel[5] * far);
        }
    }

    // Four positions: each eight bytes R G B r g b . . become pairs Rr Gg Bb, pairs of a colour are brought together,
    // widened, and multiplied with the pairs of weights.
    private static void Run128(byte* row, int* offsets, short* weights, int count, float* planes)
    {
        for (var i = 0; i < count; i += 4)
        {
            var ab = Simd.ZipLow(Pairs(row + offsets[i]).AsInt16(), Pairs(row + offsets[i + 1]).AsInt16()).AsInt32();
            var cd = Simd.ZipLow(Pairs(row + offsets[i + 2]).AsInt16(), Pairs(row + offsets[i + 3]).AsInt16()).AsInt32();
            var redGreen = Simd.ZipLow(ab, cd).AsByte();
            var blue = Simd.ZipHigh(ab, cd).AsByte();
            var weight = Vector128.Load(weights + (2 * i));
            Store(Simd.ZipLow(redGreen, Vector128<byte>.Zero), weight, planes + i);
            Store(Simd.ZipHigh(redGreen, Vector128<byte>.Zero), weight, planes + i + count);
            Store(Simd.ZipLow(blue, Vector128<byte>.Zero), weight, planes + i + (2 * count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pairs(byte* pixel) =>
        Vector128.Shuffle(Vector128.CreateScalar(*(ulong*)pixel).AsByte(), Vector128.Create((byte)0, 3, 1, 4, 2, 5, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> pairs, Vector128<short> weight, float* target) =>
        Vector128.ConvertToSingle(Simd.MultiplyAddPairs(pairs.AsInt16(), weight)).Store(target);

    // The same with eight positions, 0..3 in the lower and 4..7 in the upper half.
    private static void Run256(byte* row, int* offsets, short* weights, int count, float* planes)
    {
        var shuffle = Vector256.Create(Vector128.Create((byte)0, 3, 1, 4, 2, 5, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255));
        for (var i = 0; i < count; i += 8)
        {
            var at = offsets + i;
            var a = Avx2.Shuffle(Vector256.Create(Vector128.Load(row + at[0]), Vector128.Load(row + at[4])), shuffle).AsInt16();
            var b = Avx2.Shuffle(Vector256.Create(Vector128.Load(row + at[1]), Vector128.Load(row + at[5])), shuffle).AsInt16();
            var c = Avx2.Shuffle(Vector256.Create(Vector128.Load(row + at[2]), Vector128.Load(row + at[6])), shuffle).AsInt16();
            var d = Avx2.Shuffle(Vector256.Create(Vector128.Load(row + at[3]), Vector128.Load(row + at[7])), shuffle).AsInt16();
            var ab = Avx2.UnpackLow(a, b).AsInt32();
            var cd = Avx2.UnpackLow(c, d).AsInt32();
            var redGreen = Avx2.UnpackLow(ab, cd).AsByte();
            var blue = Avx2.UnpackHigh(ab, cd).AsByte();
            var weight = Vector256.Load(weights + (2 * i));
            Store(Avx2.UnpackLow(redGreen, Vector256<byte>.Zero), weight, planes + i);
            Store(Avx2.UnpackHigh(redGreen, Vector256<byte>.Zero), weight, planes + i + count);
            Store(Avx2.UnpackLow(blue, Vector256<byte>.Zero), weight, planes + i + (2 * count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<byte> pairs, Vector256<short> weight, float* target) =>
        Vector256.ConvertToSingle(Avx2.MultiplyAddAdjacent(pairs.AsInt16(), weight)).Store(target);
}
