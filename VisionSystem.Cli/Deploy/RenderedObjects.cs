using YamlDotNet.RepresentationModel;

namespace VisionSystem.Cli.Deploy;

/// <summary>The output of <c>kubectl kustomize</c>: one YAML document for each object, unchanged.</summary>
internal sealed class RenderedObjects
{
    private const string Separator = "\n---\n";

    private readonly IReadOnlyList<(string Kind, string Text)> _objects;

    /// <exception cref="YamlDotNet.Core.YamlException">The text is not valid YAML.</exception>
    public RenderedObjects(string text) => _objects =
        [.. text.ReplaceLineEndings("\n").Split(Separator).Select(document => (KindOf(document), document)).Where(item => item.Item1.Length > 0)];

    /// <summary>The number of objects of each kind.</summary>
    public IEnumerable<(string Kind, int Count)> Kinds =>
        _objects.GroupBy(item => item.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, kind.Count()));

    /// <summary>Returns all objects except jobs: jobs are immutable, so a cluster cannot show their differences.</summary>
    public string WithoutJobs() => string.Join(Separator, _objects.Where(item => item.Kind != "Job").Select(item => item.Text));

    private static string KindOf(string document)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(document));
        return yaml.Documents is [{ RootNode: YamlMappingNode root }] && root.Children.TryGetValue("kind", out var kind) ? kind.ToString() : "";
    }
}
