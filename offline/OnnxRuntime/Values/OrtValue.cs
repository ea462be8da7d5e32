using System.Buffers;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// A value that goes into a model or comes out of it, most often a tensor, over memory of the engine, of the caller or of
/// .NET (then pinned until disposal). After disposal every member throws <see cref="ObjectDisposedException"/>, and spans
/// and native pointers taken before must not be used.
/// </summary>
public sealed partial class OrtValue : IDisposable
{
    private nint _handle;
    private MemoryHandle _pin;

    internal OrtValue(nint handle, MemoryHandle pin = default)
    {
        _handle = handle;
        _pin = pin;
    }

    /// <summary>Releases what was never disposed of.</summary>
    ~OrtValue() => Release();

    /// <summary>Tensor, sequence, map or optional.</summary>
    public OnnxValueType OnnxType => (OnnxValueType)(int)Read(OrtFunction.GetValueType);

    /// <summary>Whether it is a dense tensor.</summary>
    public bool IsTensor => OnnxType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>Whether it is a sparse tensor.</summary>
    public bool IsSparseTensor => OnnxType == OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    internal nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>A tensor's elements, to be read; for memory that the CPU can reach.</summary>
    /// <typeparam name="T">The elements' type, or byte for the raw bytes.</typeparam>
    /// <exception cref="OnnxRuntimeException">It is not a tensor, one of strings, or one of another type.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>()
        where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>A tensor's elements, to be read and written; for memory that the CPU can reach. Allocates nothing managed.</summary>
    /// <typeparam name="T">The elements' type, or byte for the raw bytes.</typeparam>
    /// <exception cref="OnnxRuntimeException">It is not a tensor, one of strings, or one of another type.</exception>
    /// <exception cref="OverflowException">It has more than 2,147,483,647 elements.</exception>
    public unsafe Span<T> GetTensorMutableDataAsSpan<T>()
        where T : unmanaged
    {
        var (type, count) = GetTypeAndCount();
        if (typeof(T) == typeof(byte))
        {
            count *= ElementTypes.SizeOf(type);
        }
        else if (ElementTypes.Of<T>() != type)
        {
            throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"This tensor is of {type}, not of {typeof(T)}.");
        }

        return count == 0 ? [] : new Span<T>((void*)Read(OrtFunction.GetTensorMutableData), checked((int)count));
    }

    /// <summary>A tensor's bytes, to be read and written; for memory that the CPU can reach.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor, or one of strings.</exception>
    /// <exception cref="OverflowException">It has more than 2,147,483,647 bytes.</exception>
    public Span<byte> GetTensorMutableRawData() => GetTensorMutableDataAsSpan<byte>();

    /// <summary>A tensor's element type and shape.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor.</exception>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        var info = Read(OrtFunction.GetTensorTypeAndShape);
        try
        {
            return new OrtTensorTypeAndShapeInfo(info);
        }
        finally
        {
            OrtApi.InvokeVoid(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    /// <summary>Where a tensor's memory is; valid as long as the value.</summary>
    /// <exception cref="OnnxRuntimeException">It is not a tensor.</exception>
    public OrtMemoryInfo GetTensorMemoryInfo() => new(Read(OrtFunction.GetTensorMemoryInfo), owned: false);

    /// <summary>Frees the value, or lets go of memory that is not its own.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private (TensorElementType Type, long Count) GetTypeAndCount()
    {
        var info = Read(OrtFunction.GetTensorTypeAndShape);
        try
        {
            return ((TensorElementType)(int)OrtApi.Get(OrtFunction.GetTensorElementType, info),
                OrtApi.Get(OrtFunction.GetTensorShapeElementCount, info));
        }
        finally
        {
            OrtApi.InvokeVoid(OrtFunction.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    private nint Read(OrtFunction function)
    {
        var result = OrtApi.Get(function, Handle);
        GC.KeepAlive(this);
        return result;
    }

    private void Release()
    {
        var handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OrtApi.InvokeVoid(OrtFunction.ReleaseValue, handle);
            _pin.Dispose();
        }
    }
}
