using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Which .NET type stands for which ONNX element type.</summary>
internal static class ElementTypes
{
    /// <exception cref="OnnxRuntimeException">No element type matches.</exception>
    internal static TensorElementType Of<T>()
        where T : unmanaged
    {
        // The compiler sees through these tests: one constant is left for each T.
        if (typeof(T) == typeof(float)) { return TensorElementType.Float; }
        if (typeof(T) == typeof(byte)) { return TensorElementType.UInt8; }
        if (typeof(T) == typeof(sbyte)) { return TensorElementType.Int8; }
        if (typeof(T) == typeof(ushort)) { return TensorElementType.UInt16; }
        if (typeof(T) == typeof(short)) { return TensorElementType.Int16; }
        if (typeof(T) == typeof(int)) { return TensorElementType.Int32; }
        if (typeof(T) == typeof(long)) { return TensorElementType.Int64; }
        if (typeof(T) == typeof(bool)) { return TensorElementType.Bool; }
        if (typeof(T) == typeof(Float16)) { return TensorElementType.Float16; }
        if (typeof(T) == typeof(double)) { return TensorElementType.Double; }
        if (typeof(T) == typeof(uint)) { return TensorElementType.UInt32; }
        if (typeof(T) == typeof(ulong)) { return TensorElementType.UInt64; }
        if (typeof(T) == typeof(BFloat16)) { return TensorElementType.BFloat16; }
        throw new OnnxRuntimeException(ErrorCode.InvalidArgument, $"No tensor element type is a {typeof(T)}.");
    }

    /// <exception cref="OnnxRuntimeException">No .NET type matches.</exception>
    internal static Type ToClrType(TensorElementType type) => type switch
    {
        TensorElementType.Float => typeof(float),
        TensorElementType.UInt8 => typeof(byte),
        TensorElementType.Int8 => typeof(sbyte),
        TensorElementType.UInt16 => typeof(ushort),
        TensorElementType.Int16 => typeof(short),
        TensorElementType.Int32 => typeof(int),
        TensorElementType.Int64 => typeof(long),
        TensorElementType.String => typeof(string),
        TensorElementType.Bool => typeof(bool),
        TensorElementType.Float16 => typeof(Float16),
        TensorElementType.Double => typeof(double),
        TensorElementType.UInt32 => typeof(uint),
        TensorElementType.UInt64 => typeof(ulong),
        TensorElementType.BFloat16 => typeof(BFloat16),
        _ => throw Unsupported(type),
    };

    /// <summary>An element's size in bytes.</summary>
    /// <exception cref="OnnxRuntimeException">It has no fixed size that is known here.</exception>
    internal static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        _ => throw Unsupported(type),
    };

    private static OnnxRuntimeException Unsupported(TensorElementType type) =>
        new(ErrorCode.InvalidArgument, $"Tensors of {type} cannot be used here.");
}
