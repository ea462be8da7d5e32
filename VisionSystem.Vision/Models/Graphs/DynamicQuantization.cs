using Google.Protobuf;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Turns graphs whose weights were quantised dynamically (<c>onnxruntime.quantization.quantize_dynamic</c>) into graphs that
/// multiply the same weights as floats. Such a graph rounds every layer's input anew in each run, and the engine has its
/// integer convolution for CPUs only.
/// </summary>
internal static class DynamicQuantization
{
    /// <summary>The graph in floats.</summary>
    /// <param name="file">An ONNX file's bytes.</param>
    /// <returns>An ONNX file's bytes; null where the graph multiplies no integers, or is of a kind that is left alone.</returns>
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
            // The engine says what is wrong with the file.
            return null;
        }
    }

    /// <summary>No graphs within the graph, which could take its values unseen, and no weights in files beside it.</summary>
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

        // What the new nodes take is stored in the file, so they may come first.
        var replaced = new HashSet<NodeProto>(products.Select(product => product.Last), ReferenceEqualityComparer.Instance);
        NodeProto[] nodes = [.. products.SelectMany(product => product.ToFloat()), .. graph.Node.Where(node => !replaced.Contains(node))];
        graph.Node.Clear();
        graph.Node.AddRange(Needed(nodes, [.. graph.Output.Select(output => output.Name)], out var values));
        TensorProto[] constants = [.. graph.Initializer.Where(tensor => values.Contains(tensor.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(constants);
        return true;
    }

    /// <summary>The nodes on which the outputs depend, in their order.</summary>
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
