using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Converts graphs with dynamically quantised weights (<c>onnxruntime.quantization.quantize_dynamic</c>) to graphs that
/// multiply the same weights as floats. A quantised graph rounds every layer's input in each run, and the engine implements
/// integer convolution only for CPUs.
/// </summary>
internal static class DynamicQuantization
{
    /// <summary>Converts the graph to floats.</summary>
    /// <param name="file">The bytes of an ONNX file.</param>
    /// <returns>The bytes of an ONNX file; null where the graph multiplies no integers or is of an unsupported kind.</returns>
    public static byte[]? ToFloat(ReadOnlySpan<byte> file)
    {
        if (file.IndexOf("ConvInteger"u8) < 0 && file.IndexOf("MatMulInteger"u8) < 0)
        {
            return null;
        }

        try
        {
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is { } graph && IsPlain(graph) && Rewrite(graph) ? model.ToByteArray() : null;
        }
        catch (InvalidProtocolBufferException)
        {
            // The engine reports the file's error.
            return null;
        }
    }

    /// <summary>True if the graph contains no subgraphs, which could use its values, and no weights in other files.</summary>
    internal static bool IsPlain(GraphProto graph) =>
        !graph.Node.Any(node => node.OpType is "If" or "Loop" or "Scan" or "SequenceMap")
        && !graph.Initializer.Any(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External);

    private static bool Rewrite(GraphProto graph)
    {
        var links = new GraphLinks(graph);
        var products = graph.Node.Select(node => IntegerProduct.Find(node, links)).OfType<IntegerProduct>().ToList();
        if (products.Count == 0)
        {
            return false;
        }

        // The inputs of the new nodes are constants of the file, so these nodes may come first.
        var replaced = new HashSet<NodeProto>(products.Select(product => product.Result), ReferenceEqualityComparer.Instance);
        NodeProto[] nodes = [.. products.SelectMany(product => product.ToFloat()), .. graph.Node.Where(node => !replaced.Contains(node))];
        graph.Node.Clear();
        graph.Node.AddRange(Needed(nodes, [.. graph.Output.Select(output => output.Name)], out var values));
        TensorProto[] constants = [.. graph.Initializer.Where(tensor => values.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(constants);
        return true;
    }

    /// <summary>Returns the nodes on which the outputs depend, in order.</summary>
    private static Stack<NodeProto> Needed(NodeProto[] nodes, HashSet<string> outputs, out HashSet<string> values)
    {
        var (kept, needed) = (new Stack<NodeProto>(), outputs);
        foreach (var node in nodes.Reverse())
        {
            if (node.Output.Any(needed.Contains))
            {
                kept.Push(node);
                needed.UnionWith(node.Input);
            }
        }

        values = needed;
        return kept;
    }
}
