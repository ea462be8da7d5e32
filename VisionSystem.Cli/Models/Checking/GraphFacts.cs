using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>The inputs, outputs and metadata of a model file, including models that the service cannot decode.</summary>
internal sealed record GraphFacts(IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MaxValueLength = 100;

    /// <summary>Reads a model file; null if it cannot be opened, for which loading the model reports the reason.</summary>
    public static GraphFacts? Read(string file)
    {
        try
        {
            using var options = new Microsoft.ML.OnnxRuntime.SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            using var session = ModelSource.Read(file, QuantizedArithmetic.Integer).Open(options);
            return new GraphFacts(Nodes(session.InputMetadata), Nodes(session.OutputMetadata), new Dictionary<string, string>(session.ModelMetadata.CustomMetadataMap));
        }
        catch (Exception e) when (e is OnnxRuntimeException or ModelException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(TextWriter output)
    {
        output.WriteLine($"inputs      {string.Join(", ", Inputs)}");
        output.WriteLine($"outputs     {string.Join(", ", Outputs)}");
        output.WriteLine(Metadata.Count == 0 ? "metadata    none" : $"metadata    {string.Join("\n            ", Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(Entry))}");
    }

    private static string Entry(KeyValuePair<string, string> entry)
    {
        var value = entry.Value.ReplaceLineEndings(" ");
        return $"{entry.Key} = {(value.Length > MaxValueLength ? value[..MaxValueLength] + " …" : value)}";
    }

    private static string[] Nodes(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        [.. nodes.Select(node => $"{node.Key} {node.Value.ElementDataType} [{string.Join(", ", Dimensions(node.Value))}]")];

    private static IEnumerable<string> Dimensions(NodeMetadata node) =>
        node.Dimensions.Select((size, axis) => size >= 0 ? $"{size}" : node.SymbolicDimensions[axis] is { Length: > 0 } name ? name : "?");
}
