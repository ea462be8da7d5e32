using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>The producers and consumers of each value of a graph.</summary>
internal sealed class GraphLinks
{
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;

    public GraphLinks(GraphProto graph)
    {
        _outputs = [.. graph.Output.Select(output => output.Name)];
        foreach (var tensor in graph.Initializer)
        {
            _constants[tensor.Name] = tensor;
        }

        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                _producers[output] = node;
            }

            foreach (var input in node.Input)
            {
                (_consumers.TryGetValue(input, out var consumers) ? consumers : _consumers[input] = []).Add(node);
            }
        }
    }

    /// <summary>Returns the node that produces the value, if it is of the given type.</summary>
    public NodeProto? Producer(string value, string kind) => _producers.GetValueOrDefault(value) is { } producer && producer.OpType == kind ? producer : null;

    /// <summary>Returns the node that consumes the value, if it is the only one and of the given type.</summary>
    public NodeProto? OnlyConsumer(string value, string kind) =>
        !_outputs.Contains(value) && _consumers.GetValueOrDefault(value) is [var consumer] && consumer.OpType == kind ? consumer : null;

    /// <summary>Returns the value as the file stores it.</summary>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>Returns the other of a node's two inputs.</summary>
    public static string? OtherInput(NodeProto node, string input) =>
        node.Input.Count != 2 ? null : node.Input[0] == input ? node.Input[1] : node.Input[0];
}
