using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// A convolution or matrix product as dynamic quantisation leaves it: the input measured and rounded to 8 bits, multiplied by
/// 8-bit weights, and the sums scaled back (ONNX operators DynamicQuantizeLinear, ConvInteger, MatMulInteger).
/// </summary>
/// <param name="Node">The product itself.</param>
/// <param name="Input">Its input in floats.</param>
/// <param name="Weights">Name of the 8-bit weights.</param>
/// <param name="ZeroPoint">Name of what stands for 0 in them; null where 0 does.</param>
/// <param name="Scale">Name of the float that one step of them is.</param>
/// <param name="Bias">Name of the floats that are added, where a convolution can take them in.</param>
/// <param name="Last">The node that makes its result, for which the product in floats stands in.</param>
internal sealed record IntegerProduct(NodeProto Node, string Input, string Weights, string? ZeroPoint, string Scale, string? Bias, NodeProto Last)
{
    public const string Convolution = "ConvInteger";
    public const string MatrixProduct = "MatMulInteger";

    private string Output => Last.Output[0];

    private bool IsConvolution => Node.OpType == Convolution;

    /// <summary>Reads the nodes around a product; null where they are not as they usually are, and then they stay.</summary>
    public static IntegerProduct? Find(NodeProto node, GraphLinks links)
    {
        if (node.OpType is not (Convolution or MatrixProduct) || node.Input.Count is not (3 or 4)
            || links.Producer(node.Input[0], "DynamicQuantizeLinear") is not { } measured || measured.Output[2] != node.Input[2]
            || links.Constant(node.Input[1]) is null
            || links.OnlyTaker(node.Output[0], "Cast") is not { } sums || !ToSingle(sums)
            || links.OnlyTaker(sums.Output[0], "Mul") is not { } scaled
            || GraphLinks.Other(scaled, sums.Output[0]) is not { } factor
            || links.Producer(factor, "Mul") is not { } scales
            || GraphLinks.Other(scales, measured.Output[1]) is not { } scale
            || links.Constant(scale) is not { } step)
        {
            return null;
        }

        var zeroPoint = node.Input.Count == 4 && node.Input[3].Length > 0 ? node.Input[3] : null;
        if (zeroPoint is not null && links.Constant(zeroPoint) is null)
        {
            return null;
        }

        // A step per column of a matrix multiplies as it is; one per filter would have to be turned.
        var product = new IntegerProduct(node, measured.Input[0], node.Input[1], zeroPoint, scale, null, scaled);
        return !product.IsConvolution ? product : step.Dims.All(length => length == 1) ? product.WithBias(links) : null;
    }

    /// <summary>Whether a Cast is one to float32.</summary>
    private static bool ToSingle(NodeProto cast) => cast.Attribute is [{ Name: "to", I: (long)TensorProto.Types.DataType.Float }];

    private IntegerProduct WithBias(GraphLinks links) =>
        links.OnlyTaker(Output, "Add") is { } sum && GraphLinks.Other(sum, Output) is { } bias
        && links.Producer(bias, "Reshape") is { } shaped && links.Constant(shaped.Input[0]) is { Dims.Count: 1 }
            ? this with { Bias = shaped.Input[0], Last = sum }
            : this;

    /// <summary>
    /// Makes the node the product in floats of the same weights, (w - zero point) · scale, and gives the nodes that make
    /// those; the engine works them out once, when it loads the graph.
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

    /// <summary>A node that turns a value's numbers into those of another type.</summary>
    public static NodeProto Cast(string from, string to, TensorProto.Types.DataType type) => new()
    {
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { new AttributeProto { Name = "to", I = (long)type, Type = AttributeProto.Types.AttributeType.Int } },
    };
}
