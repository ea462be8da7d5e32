using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VisionSystem.Inference.Models;

/// <summary>A tensor in aligned native memory, zeroed, wrapped in an OrtValue: float32, float16 or uint8.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const int Alignment = 64;
    private readonly void* _memory;
    private readonly nuint _bytes;
    private float[] _converted = [];

    public NativeTensor(TensorSpec spec)
    {
        Spec = spec;
        var length = spec.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
        var size = spec.Type switch { TensorElementType.Float => sizeof(float), TensorElementType.Float16 => sizeof(ushort), _ => sizeof(byte) };
        _bytes = (nuint)checked((int)(length * size));
        _memory = NativeMemory.AlignedAlloc(_bytes, Alignment);
        NativeMemory.Clear(_memory, _bytes);
        Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, spec.Type, spec.Shape, (nint)_memory, (long)_bytes);
    }

    public TensorSpec Spec { get; }

    public OrtValue Value { get; }

    /// <summary>The first photo's elements.</summary>
    /// <typeparam name="T">float, Half or byte, as <see cref="Spec"/> says.</typeparam>
    public Span<T> First<T>()
        where T : unmanaged => new(_memory, (int)_bytes / sizeof(T) / (int)Spec.Shape[0]);

    /// <summary>The first photo's elements as float32; float16 is converted into memory that is kept.</summary>
    public ReadOnlySpan<float> FirstAsSingle()
    {
        if (Spec.Type == TensorElementType.Float)
        {
            return First<float>();
        }

        var halves = First<Half>();
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
        Value.Dispose();
        NativeMemory.AlignedFree(_memory);
    }
}
