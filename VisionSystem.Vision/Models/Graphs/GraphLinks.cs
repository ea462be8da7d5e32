using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Who makes and who takes each value of a graph.</summary>
internal sealed class GraphLinks
{
    private readonly Dictionary<string, NodeProto> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _takers = new(StringComparer.Ordinal);
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
                _makers[output] = node;
            }

            foreach (var input in node.Input)
            {
                (_takers.TryGetValue(input, out var takers) ? takers : _takers[input] = []).Add(node);
            }
        }
    }

    /// <summary>The node of that kind that makes the value.</summary>
    public NodeProto? Producer(string value, string kind) => _makers.GetValueOrDefault(value) is { } maker && maker.OpType == kind ? maker : null;

    /// <summary>The node of that kind that takes the value, where nothing else does.</summary>
    public NodeProto? OnlyTaker(string value, string kind) =>
        !_outputs.Contains(value) && _takers.GetValueOrDefault(value) is [var taker] && taker.OpType == kind ? taker : null;

    /// <summary>The value as the file stores it.</summary>
    public TensorProto? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>The other one of a node's two inputs.</summary>
    public static string? Other(NodeProto node, string input) =>
        node.Input.Count != 2 ? null : node.Input[0] == input ? node.Input[1] : node.Input[0];
}
