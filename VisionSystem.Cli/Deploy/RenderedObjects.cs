using YamlDotNet.RepresentationModel;

namespace VisionSystem.Cli.Deploy;

/// <summary>What <c>kubectl kustomize</c> writes: one YAML document an object, each as it is written.</summary>
internal sealed class RenderedObjects
{
    private const string Separator = "\n---\n";

    private readonly IReadOnlyList<(string Kind, string Text)> _objects;

    /// <exception cref="YamlDotNet.Core.YamlException">It is no YAML.</exception>
    public RenderedObjects(string text) => _objects =
        [.. text.ReplaceLineEndings("\n").Split(Separator).Select(document => (KindOf(document), document)).Where(item => item.Item1.Length > 0)];

    /// <summary>How many objects of each kind there are.</summary>
    public IEnumerable<(string Kind, int Count)> Kinds =>
        _objects.GroupBy(item => item.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, kind.Count()));

    /// <summary>All of them but the jobs: a cluster cannot say how a job would change, only that it must not.</summary>
    public string WithoutJobs() => string.Join(Separator, _objects.Where(item => item.Kind != "Job").Select(item => item.Text));

    private static string KindOf(string document)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(document));
        return yaml.Documents is [{ RootNode: YamlMappingNode root }] && root.Children.TryGetValue("kind", out var kind) ? kind.ToString() : "";
    }
}
