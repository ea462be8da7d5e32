using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VisionSystem.Vision.Models;

/// <summary>
/// A tensor for a batch of images in aligned, zeroed native memory, exposed as OrtValues: float32, float16 or uint8. Smaller
/// batches use its first part. The memory is page-locked for a session on a GPU.
/// </summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private const int Alignment = 64;
    private readonly void* _memory;
    private readonly OrtMemoryAllocation? _pinned;
    private readonly nuint _imageBytes;
    private readonly OrtValue?[] _values;
    private float[] _converted = [];

    /// <param name="spec">The type, and the shape with any batch.</param>
    /// <param name="images">The maximum batch size.</param>
    /// <param name="pinned">The page-locked memory of the session's GPU; null for ordinary memory.</param>
    public NativeTensor(TensorSpec spec, int images, PinnedMemory? pinned = null)
    {
        Spec = spec;
        var length = spec.Shape.Skip(1).Aggregate(1L, (product, dimension) => checked(product * dimension));
        var size = spec.Type switch { TensorElementType.Float => sizeof(float), TensorElementType.Float16 => sizeof(ushort), _ => sizeof(byte) };
        _imageBytes = (nuint)checked((int)(length * size));
        var bytes = (nuint)images * _imageBytes;
        _pinned = pinned?.Allocate(bytes);
        _memory = _pinned is null ? NativeMemory.AlignedAlloc(bytes, Alignment) : (void*)_pinned.DangerousGetHandle();
        NativeMemory.Clear(_memory, bytes);
        _values = new OrtValue?[images];
    }

    public TensorSpec Spec { get; }

    /// <summary>Returns the first <paramref name="images"/> images as a value, created once.</summary>
    public OrtValue Value(int images) => _values[images - 1] ??= OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, Spec.Type, [images, .. Spec.Shape.AsSpan(1)], (nint)_memory, images * (long)_imageBytes);

    /// <summary>Returns one image's elements.</summary>
    /// <typeparam name="T">float, Half or byte, according to <see cref="Spec"/>.</typeparam>
    public Span<T> Image<T>(int slot)
        where T : unmanaged => new((byte*)_memory + ((nuint)slot * _imageBytes), (int)_imageBytes / sizeof(T));

    /// <summary>Returns one image's elements as float32; float16 is converted into memory that the next call reuses.</summary>
    public ReadOnlySpan<float> ImageAsSingle(int slot)
    {
        if (Spec.Type == TensorElementType.Float)
        {
            return Image<float>(slot);
        }

        var halves = Image<Half>(slot);
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

        if (_pinned is null)
        {
            NativeMemory.AlignedFree(_memory);
        }

        _pinned?.Dispose();
    }
}
