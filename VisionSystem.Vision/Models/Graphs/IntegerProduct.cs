using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// A convolution or matrix product in a dynamically quantised graph: the input is measured and rounded to 8 bits, multiplied
/// by 8-bit weights, and the sums are scaled back (ONNX operators DynamicQuantizeLinear, ConvInteger, MatMulInteger).
/// </summary>
/// <param name="Node">The product's node.</param>
/// <param name="Input">The float input.</param>
/// <param name="Weights">The name of the 8-bit weights.</param>
/// <param name="ZeroPoint">The name of the weights' zero point; null where it is 0.</param>
/// <param name="Scale">The name of the weights' scale.</param>
/// <param name="Bias">The name of the float bias that a convolution can absorb; null without one.</param>
/// <param name="Result">The node of the result, which the float product replaces.</param>
internal sealed record IntegerProduct(NodeProto Node, string Input, string Weights, string? ZeroPoint, string Scale, string? Bias, NodeProto Result)
{
    public const string Convolution = "ConvInteger";
    public const string MatrixProduct = "MatMulInteger";

    private string Output => Result.Output[0];

    private bool IsConvolution => Node.OpType == Convolution;

    /// <summary>Matches the nodes around a product; null where they differ from the usual pattern, and the product is left unchanged.</summary>
    public static IntegerProduct? Find(NodeProto node, GraphLinks links)
    {
        if (node.OpType is not (Convolution or MatrixProduct) || node.Input.Count is not (3 or 4)
            || links.Producer(node.Input[0], "DynamicQuantizeLinear") is not { } measured || measured.Output[2] != node.Input[2]
            || links.Constant(node.Input[1]) is null
            || links.OnlyConsumer(node.Output[0], "Cast") is not { } sums || !ToSingle(sums)
            || links.OnlyConsumer(sums.Output[0], "Mul") is not { } scaled
            || GraphLinks.OtherInput(scaled, sums.Output[0]) is not { } factor
            || links.Producer(factor, "Mul") is not { } scales
            || GraphLinks.OtherInput(scales, measured.Output[1]) is not { } scale
            || links.Constant(scale) is not { } step)
        {
            return null;
        }

        var zeroPoint = node.Input.Count == 4 && node.Input[3].Length > 0 ? node.Input[3] : null;
        if (zeroPoint is not null && links.Constant(zeroPoint) is null)
        {
            return null;
        }

        // A scale per column of a matrix multiplies directly; a scale per filter would need to be transposed.
        var product = new IntegerProduct(node, measured.Input[0], node.Input[1], zeroPoint, scale, null, scaled);
        return !product.IsConvolution ? product : step.Dims.All(length => length == 1) ? product.WithBias(links) : null;
    }

    /// <summary>True if a Cast converts to float32.</summary>
    private static bool ToSingle(NodeProto cast) => cast.Attribute is [{ Name: "to", I: (long)TensorProto.Types.DataType.Float }];

    private IntegerProduct WithBias(GraphLinks links) =>
        links.OnlyConsumer(Output, "Add") is { } sum && GraphLinks.OtherInput(sum, Output) is { } bias
        && links.Producer(bias, "Reshape") is { } shaped && links.Constant(shaped.Input[0]) is { Dims.Count: 1 }
            ? this with { Bias = shaped.Input[0], Result = sum }
            : this;

    /// <summary>
    /// Converts the node to the float product of the same weights, (w - zero point) · scale, and returns the nodes that
    /// compute these weights. The engine evaluates them once, when it loads the graph.
    /// </summary>
    public IEnumerable<NodeProto> ToFloat()
    {
        var weights = $"{Output}/weights";
        var floats = $"{Output}/weights_float";
        yield return Cast(Weights, floats, TensorProto.Types.DataType.Float);
        if (ZeroPoint is not null)
        {
            var (zero, centred) = ($"{Output}/zero_float", $"{Output}/weights_centred");
            yield return Cast(ZeroPoint, zero, TensorProto.Types.DataType.Float);
            yield return new NodeProto { OpType = "Sub", Input = { floats, zero }, Output = { centred } };
            floats = centred;
        }

        yield return new NodeProto { OpType = "Mul", Input = { floats, Scale }, Output = { weights } };
        Node.OpType = IsConvolution ? "Conv" : "MatMul";
        Node.Input.Clear();
        Node.Input.Add(Input);
        Node.Input.Add(weights);
        if (Bias is not null)
        {
            Node.Input.Add(Bias);
        }

        Node.Output[0] = Output;
    }

    /// <summary>Returns a node that converts a value to another type.</summary>
    public static NodeProto Cast(string from, string to, TensorProto.Types.DataType type) => new()
    {
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { new AttributeProto { Name = "to", I = (long)type, Type = AttributeProto.Types.AttributeType.Int } },
    };
}
