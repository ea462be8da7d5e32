using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>An object as text that is equal for equal objects, whatever they are called and in whichever order their parts stand.</summary>
internal static class ComparableObject
{
    private const string HelmInstance = "app.kubernetes.io/instance";
    private const string HelmComponent = "app.kubernetes.io/component";

    /// <summary>Where a tree and a chart differ: in their metadata, in the image's name, and in where variables come from.</summary>
    private static readonly string[] Ignored = ["metadata", "image", "envFrom"];

    /// <param name="item">The object.</param>
    /// <param name="names">Names that stand for others.</param>
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
