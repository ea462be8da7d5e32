using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <content>Makes tensors.</content>
public sealed partial class OrtValue
{
    /// <summary>A tensor over an array, which stays pinned until the tensor is disposed of.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="data">At least as many elements as the shape has.</param>
    /// <param name="shape">The dimensions, such as <c>[1, 3, 640, 640]</c>.</param>
    /// <exception cref="OnnxRuntimeException">The array is too small, or tensors have no elements of that type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape)
        where T : unmanaged => CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(), shape);

    /// <summary>A tensor over memory of .NET, which stays pinned until the tensor is disposed of.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="memoryInfo">Where the memory is: <see cref="OrtMemoryInfo.DefaultInstance"/> for arrays.</param>
    /// <param name="memory">At least as many elements as the shape has.</param>
    /// <param name="shape">The dimensions, such as <c>[1, 3, 640, 640]</c>.</param>
    /// <exception cref="OnnxRuntimeException">The memory is too small, or tensors have no elements of that type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static unsafe OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape)
        where T : unmanaged
    {
        var type = ElementTypes.Of<T>();
        var length = (long)memory.Length * Unsafe.SizeOf<T>();
        CheckSize(type, shape, length);
        var pin = memory.Pin();
        try
        {
            return new OrtValue(Create(memoryInfo, type, shape, (nint)pin.Pointer, length), pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>A tensor over native memory that stays the caller's, on whichever device.</summary>
    /// <param name="memInfo">Where the memory is.</param>
    /// <param name="elementType">The elements' type; not string.</param>
    /// <param name="shape">The dimensions, such as <c>[1, 3, 640, 640]</c>.</param>
    /// <param name="dataBufferPtr">The first element.</param>
    /// <param name="bufferLengthInBytes">At least as many bytes as the shape needs.</param>
    /// <exception cref="OnnxRuntimeException">The memory is too small, or the type cannot be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is negative.</exception>
    public static OrtValue CreateTensorValueWithData(
        OrtMemoryInfo memInfo, TensorElementType elementType, long[] shape, IntPtr dataBufferPtr, long bufferLengthInBytes)
    {
        CheckSize(elementType, shape, bufferLengthInBytes);
        return new OrtValue(Create(memInfo, elementType, shape, dataBufferPtr, bufferLengthInBytes));
    }

    /// <summary>A tensor in memory of the engine, with undefined content.</summary>
    /// <param name="allocator">Where the memory comes from.</param>
    /// <param name="elementType">The elements' type.</param>
    /// <param name="shape">The dimensions, such as <c>[1, 3, 640, 640]</c>.</param>
    /// <exception cref="OnnxRuntimeException">The engine cannot make such a tensor.</exception>
    public static unsafe OrtValue CreateAllocatedTensorValue(OrtAllocator allocator, TensorElementType elementType, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(allocator);
        ArgumentNullException.ThrowIfNull(shape);
        using var source = new Lease(allocator);
        fixed (long* dimensions = shape)
        {
            return new OrtValue(OrtApi.Get(
                OrtFunction.CreateTensorAsOrtValue, source.Pointer, (nint)dimensions, shape.Length, (nint)elementType));
        }
    }

    private static void CheckSize(TensorElementType type, long[] shape, long length)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long needed = ElementTypes.SizeOf(type);
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            needed = checked(needed * size);
        }

        if (needed > length)
        {
            throw new OnnxRuntimeException(
                ErrorCode.InvalidArgument, $"A {type} tensor [{string.Join(',', shape)}] takes {needed} bytes; the memory has {length}.");
        }
    }

    private static unsafe nint Create(OrtMemoryInfo memoryInfo, TensorElementType type, long[] shape, nint data, long length)
    {
        ArgumentNullException.ThrowIfNull(memoryInfo);
        using var memory = new Lease(memoryInfo);
        fixed (long* dimensions = shape)
        {
            return OrtApi.Get(
                OrtFunction.CreateTensorWithDataAsOrtValue,
                memory.Pointer, data, (nint)length, (nint)dimensions, shape.Length, (nint)type);
        }
    }
}
