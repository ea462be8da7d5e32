using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VisionSystem.Vision.Models;

/// <summary>
/// A tensor for a batch of photos in aligned native memory, zeroed, wrapped in OrtValues: float32, float16 or uint8. A
/// part of it serves smaller batches.
/// </summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const int Alignment = 64;
    private readonly void* _memory;
    private readonly nuint _photoBytes;
    private readonly OrtValue?[] _values;
    private float[] _converted = [];

    /// <param name="spec">Shape with any batch, and type.</param>
    /// <param name="photos">The batch that there is room for.</param>
    public NativeTensor(TensorSpec spec, int photos)
    {
        Spec = spec;
        var length = spec.Shape.Skip(1).Aggregate(1L, (product, dimension) => checked(product * dimension));
        var size = spec.Type switch { TensorElementType.Float => sizeof(float), TensorElementType.Float16 => sizeof(ushort), _ => sizeof(byte) };
        _photoBytes = (nuint)checked((int)(length * size));
        var bytes = (nuint)photos * _photoBytes;
        _memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(_memory, bytes);
        _values = new OrtValue?[photos];
    }

    public TensorSpec Spec { get; }

    /// <summary>The first so many photos as a value, made once.</summary>
    public OrtValue Value(int photos) => _values[photos - 1] ??= OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, Spec.Type, [photos, .. Spec.Shape.AsSpan(1)], (nint)_memory, photos * (long)_photoBytes);

    /// <summary>One photo's elements.</summary>
    /// <typeparam name="T">float, Half or byte, as <see cref="Spec"/> says.</typeparam>
    public Span<T> Photo<T>(int place)
        where T : unmanaged => new((byte*)_memory + ((nuint)place * _photoBytes), (int)_photoBytes / sizeof(T));

    /// <summary>One photo's elements as float32; float16 is converted into memory that is kept for the next call.</summary>
    public ReadOnlySpan<float> PhotoAsSingle(int place)
    {
        if (Spec.Type == TensorElementType.Float)
        {
            return Photo<float>(place);
        }

        var halves = Photo<Half>(place);
        if (_converted.Length < halves.Length)
        {
            _converted = new float[halves.Length];
        }

        for (var i = 0; i < halves.Length; i++)
        {
            _converted[i] = (float)halves[i];
        }

        return _converted.AsSpan(0, halves.Length);
    }

    public void Dispose()
    {
        foreach (var value in _values)
        {
            value?.Dispose();
        }

        NativeMemory.AlignedFree(_memory);
    }
}
