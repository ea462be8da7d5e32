using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Access to YAML nodes by path; a missing node is null or empty.</summary>
internal static class YamlNodeExtensions
{
    public static YamlNode? At(this YamlNode? node, params IEnumerable<string> path)
    {
        foreach (var step in path)
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(step), out var child) ? child : null;
        }

        return node;
    }

    public static string? Text(this YamlNode? node, params IEnumerable<string> path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode? node) => node is YamlSequenceNode sequence ? sequence.Children : [];

    public static IReadOnlyDictionary<string, string> Map(this YamlNode? node) => node is YamlMappingNode mapping
        ? mapping.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => (pair.Value as YamlScalarNode)?.Value ?? "")
        : new Dictionary<string, string>();

    /// <summary>Every mapping of the document that contains the key, at any depth.</summary>
    public static IEnumerable<YamlNode> Holding(this YamlNode node, string key) =>
        node.AllNodes.OfType<YamlMappingNode>().Where(mapping => mapping.Children.ContainsKey(new YamlScalarNode(key)));

    public static YamlNode Load(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(file)));
        return stream.Documents[0].RootNode;
    }
}
