using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>One object of a rendered overlay.</summary>
internal sealed class KubernetesObject(YamlNode node)
{
    /// <summary>The path of the pod template in each kind that creates pods.</summary>
    private static readonly Dictionary<string, string[]> Templates = new()
    {
        ["Deployment"] = ["spec", "template"],
        ["StatefulSet"] = ["spec", "template"],
        ["Job"] = ["spec", "template"],
        ["CronJob"] = ["spec", "jobTemplate", "spec", "template"],
    };

    public YamlNode Node { get; } = node;

    public string ApiVersion => Node.Text("apiVersion")!;

    public string Kind => Node.Text("kind")!;

    public string Name => Node.Text("metadata", "name")!;

    public string? Namespace => Node.Text("metadata", "namespace");

    /// <summary>The pod spec, or null if the kind creates no pods.</summary>
    public YamlNode? Pod => Templates.TryGetValue(Kind, out var path) ? Node.At([.. path, "spec"]) : null;

    public IReadOnlyDictionary<string, string> PodLabels => Node.At([.. Templates[Kind], "metadata", "labels"]).Map();

    /// <summary>Containers and init containers.</summary>
    public IEnumerable<YamlNode> Containers => Pod is { } pod ? pod.At("containers").Items().Concat(pod.At("initContainers").Items()) : [];

    public static IReadOnlyList<KubernetesObject> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => new KubernetesObject(document.RootNode))];
    }

    public override string ToString() => $"{Kind}/{Name}";
}
