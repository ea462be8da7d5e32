using System.Text;
using VisionSystem.Cli.Terminal;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Cli.Docs;

/// <summary>The tables of settings in the documentation. The surrounding text is maintained manually.</summary>
internal static class SettingTables
{
    private const string Begin = "<!-- settings: written by ./vision docs -->\n";
    private const string End = "<!-- end of settings -->\n";

    /// <summary>Returns docs/configuration.md with its table: names, defaults, accepted values, meanings.</summary>
    /// <exception cref="CommandException">The document does not contain the markers of its table.</exception>
    public static string Configuration(string document)
    {
        var table = new StringBuilder("| name | default | values | meaning | .NET key |\n|---|---|---|---|---|\n");
        foreach (var (name, values) in ServiceSettings.All)
        {
            table.Append(null, $"| {string.Join(", ", name.Names.Select(Code))} | {Code(values.Default)} | {values.Expectation} | {name.Meaning} | {Code(name.Key)} |\n");
        }

        return Replace(document, table);
    }

    /// <summary>Returns docs/deployment.md with its table: the values of an overlay.</summary>
    /// <param name="document">The document.</param>
    /// <param name="overlay">The name of the overlay.</param>
    /// <param name="objects">The YAML that kustomize renders from the overlay.</param>
    /// <exception cref="CommandException">The document does not contain the markers of its table.</exception>
    public static string Deployment(string document, string overlay, string objects)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(objects));
        var mappings = yaml.Documents.SelectMany(static part => part.AllNodes).OfType<YamlMappingNode>().ToArray();
        var configuration = mappings.First(static node => Text(node, "kind") == "ConfigMap" && Text(node, "metadata", "name") == "vision-config");
        var secrets = mappings.Where(static node => Text(node, "valueFrom", "secretKeyRef", "key") is not null).ToLookup(static node => Text(node, "name"));
        var table = new StringBuilder($"| name | in `{overlay}` | meaning |\n|---|---|---|\n");
        foreach (var (name, _) in ServiceSettings.All)
        {
            var value = secrets[name.Name].FirstOrDefault() is { } secret
                ? $"Secret {Code(Text(secret, "valueFrom", "secretKeyRef", "name"))}, key {Code(Text(secret, "valueFrom", "secretKeyRef", "key"))}"
                : Code(Text(configuration, "data", name.Name));
            table.Append(null, $"| {Code(name.Name)} | {value} | {name.Meaning} |\n");
        }

        return Replace(document, table);
    }

    private static string Replace(string document, StringBuilder table)
    {
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal), document.IndexOf(End, StringComparison.Ordinal));
        return begin >= 0 && end > begin
            ? $"{document[..(begin + Begin.Length)]}\n{table}\n{document[end..]}"
            : throw new CommandException($"the document has no markers for its table: add the lines '{Begin.Trim()}' and '{End.Trim()}' around it");
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";

    /// <summary>Returns the text at a path of keys; null if the path does not exist.</summary>
    private static string? Text(YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (node is not YamlMappingNode mapping || !mapping.Children.TryGetValue(key, out node!))
            {
                return null;
            }
        }

        return (node as YamlScalarNode)?.Value;
    }
}
