using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Text form of an object that is equal for equal objects, regardless of names and of the order of their parts.</summary>
internal static class ComparableObject
{
    private const string HelmInstance = "app.kubernetes.io/instance";
    private const string HelmComponent = "app.kubernetes.io/component";

    /// <summary>The parts in which a kustomize tree and a chart differ: metadata, the image name, and the source of variables.</summary>
    private static readonly string[] Ignored = ["metadata", "image", "envFrom"];

    /// <param name="item">The object.</param>
    /// <param name="names">Names to replace, with their replacements.</param>
    public static string Text(KubernetesObject item, IReadOnlyDictionary<string, string>? names = null) =>
        Text(item.Node, names ?? new Dictionary<string, string>());

    private static string Text(YamlNode node, IReadOnlyDictionary<string, string> names) => node switch
    {
        YamlMappingNode mapping when mapping.Text(HelmInstance) is not null => $"{{app: {mapping.Text(HelmComponent)}}}",
        YamlMappingNode mapping =>
            "{" + string.Join(", ", mapping.Children
                .Where(pair => !Ignored.Contains(pair.Key.ToString()))
                .Select(pair => $"{pair.Key}: {Text(pair.Value, names)}").Order(StringComparer.Ordinal)) + "}",
        YamlSequenceNode { Children: [YamlMappingNode, ..] } items => "[" + string.Join(", ", items.Select(item => Text(item, names)).Order(StringComparer.Ordinal)) + "]",
        YamlSequenceNode items => "[" + string.Join(", ", items.Select(item => Text(item, names))) + "]",
        _ => names.GetValueOrDefault(node.ToString(), node.ToString()),
    };
}
