using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// The type and shape of a session's input or output. Of a sequence, map or optional only <see cref="OnnxValueType"/> is
/// known; the members that describe a tensor then throw <see cref="OnnxRuntimeException"/>.
/// </summary>
public sealed class NodeMetadata
{
    private readonly TensorElementType _elementType;
    private readonly int[] _dimensions = [];
    private readonly string[] _symbolicDimensions = [];

    private unsafe NodeMetadata(nint typeInfo)
    {
        OnnxValueType = (OnnxValueType)(int)OrtApi.Get(OrtFunction.GetOnnxTypeFromTypeInfo, typeInfo);
        if (!IsTensor)
        {
            return;
        }

        var tensor = OrtApi.Get(OrtFunction.CastTypeInfoToTensorInfo, typeInfo);
        var shape = new OrtTensorTypeAndShapeInfo(tensor);
        _elementType = shape.ElementDataType;
        _dimensions = Array.ConvertAll(shape.Shape, size => checked((int)size));
        var names = new nint[_dimensions.Length];
        fixed (nint* pointers = names)
        {
            OrtApi.Invoke(OrtFunction.GetSymbolicDimensions, tensor, (nint)pointers, names.Length);
        }

        _symbolicDimensions = Array.ConvertAll(names, Utf8.Read);
    }

    /// <summary>Tensor, sequence, map or optional.</summary>
    public OnnxValueType OnnxValueType { get; }

    /// <summary>Whether it is a tensor, dense or sparse.</summary>
    public bool IsTensor => OnnxValueType is OnnxValueType.ONNX_TYPE_TENSOR or OnnxValueType.ONNX_TYPE_SPARSETENSOR;

    /// <summary>The tensor's dimensions, -1 where one is free.</summary>
    public int[] Dimensions => OfTensor(_dimensions);

    /// <summary>The names of the free dimensions, such as <c>batch</c>; empty where a dimension is fixed or has no name.</summary>
    public string[] SymbolicDimensions => OfTensor(_symbolicDimensions);

    /// <summary>The elements' .NET type.</summary>
    public Type ElementType => ElementTypes.ToClrType(ElementDataType);

    /// <summary>The elements' ONNX type.</summary>
    public TensorElementType ElementDataType => OfTensor(_elementType);

    /// <summary>Whether the elements are strings.</summary>
    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>Reads an OrtTypeInfo and releases it.</summary>
    internal static NodeMetadata Take(nint typeInfo)
    {
        try
        {
            return new NodeMetadata(typeInfo);
        }
        finally
        {
            OrtApi.InvokeVoid(OrtFunction.ReleaseTypeInfo, typeInfo);
        }
    }

    private T OfTensor<T>(T value) =>
        IsTensor ? value : throw new OnnxRuntimeException(ErrorCode.Fail, $"This node is of type {OnnxValueType}, not a tensor.");
}
