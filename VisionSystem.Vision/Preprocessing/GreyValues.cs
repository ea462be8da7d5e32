using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace VisionSystem.Vision.Preprocessing;

/// <summary>
/// Converts grey levels to a model's values: level × scale + offset. Element types whose conversion takes more than one
/// instruction use a table of the 256 possible values. Every path rounds twice, so that all machines produce equal results.
/// </summary>
internal static unsafe class GreyValues
{
    public const int Levels = 256;

    /// <summary>Computes the value of every grey level.</summary>
    public static void Tabulate<T, TElement>(float scale, float offset, T* table)
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        for (var level = 0; level < Levels; level++)
        {
            table[level] = TElement.From((level * scale) + offset);
        }
    }

    /// <summary>Converts grey levels with a table that <see cref="Tabulate"/> filled.</summary>
    public static void LookUp<T>(T* table, byte* grey, T* target, int count)
        where T : unmanaged
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var (a, b, c, d) = (table[grey[i]], table[grey[i + 1]], table[grey[i + 2]], table[grey[i + 3]]);
            (target[i], target[i + 1], target[i + 2], target[i + 3]) = (a, b, c, d);
        }

        for (; i < count; i++)
        {
            target[i] = table[grey[i]];
        }
    }

    /// <summary>Converts grey levels to float32.</summary>
    /// <param name="level">The widest vectors to use.</param>
    /// <param name="grey">The grey levels.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="offset">The summand, added after the multiplication.</param>
    /// <param name="target">The destination; nothing is written past <paramref name="count"/>.</param>
    /// <param name="count">The number of values.</param>
    public static void ToSingle(SimdLevel level, byte* grey, float scale, float offset, float* target, int count)
    {
        var i = 0;
        if (level == SimdLevel.Vector512)
        {
            for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                var value = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(grey + i)));
                ((value * scale) + Vector512.Create(offset)).Store(target + i);
            }
        }

        if (level >= SimdLevel.Vector256)
        {
            for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var value = Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(grey + i));
                ((value * scale) + Vector256.Create(offset)).Store(target + i);
            }
        }

        if (level >= SimdLevel.Vector128)
        {
            for (; i <= count - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var (lower, upper) = Vector128.Widen(Vector128.Load(grey + i));
                ToSingle(lower, scale, offset, target + i);
                ToSingle(upper, scale, offset, target + i + Vector128<ushort>.Count);
            }
        }

        for (; i < count; i++)
        {
            target[i] = (grey[i] * scale) + offset;
        }
    }

    private static void ToSingle(Vector128<ushort> grey, float scale, float offset, float* target)
    {
        var (lower, upper) = Vector128.Widen(grey);
        ((Vector128.ConvertToSingle(lower.AsInt32()) * scale) + Vector128.Create(offset)).Store(target);
        ((Vector128.ConvertToSingle(upper.AsInt32()) * scale) + Vector128.Create(offset)).Store(target + Vector128<float>.Count);
    }
}
