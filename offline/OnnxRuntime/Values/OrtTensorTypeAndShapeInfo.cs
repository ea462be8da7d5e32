using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor's element type and shape.</summary>
public readonly struct OrtTensorTypeAndShapeInfo
{
    /// <summary>Reads the engine's OrtTensorTypeAndShapeInfo, which stays the caller's.</summary>
    internal unsafe OrtTensorTypeAndShapeInfo(nint info)
    {
        ElementDataType = (TensorElementType)(int)OrtApi.Get(OrtFunction.GetTensorElementType, info);
        Shape = new long[OrtApi.Get(OrtFunction.GetDimensionsCount, info)];
        fixed (long* dimensions = Shape)
        {
            OrtApi.Invoke(OrtFunction.GetDimensions, info, (nint)dimensions, Shape.Length);
        }

        // The engine cannot count the elements of a shape that a model leaves free: it calls that an overflow.
        ElementCount = Array.Exists(Shape, static dimension => dimension < 0) ? -1 : OrtApi.Get(OrtFunction.GetTensorShapeElementCount, info);
    }

    /// <summary>The elements' type.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>Whether the elements are strings.</summary>
    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>How many elements there are; -1 where the shape is free.</summary>
    public long ElementCount { get; }

    /// <summary>How many dimensions there are; 0 for a scalar.</summary>
    public int DimensionsCount => Shape.Length;

    /// <summary>The dimensions, -1 where a model leaves one free.</summary>
    public long[] Shape { get; }
}
