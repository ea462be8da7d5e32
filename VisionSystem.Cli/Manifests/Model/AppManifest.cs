using System.Text.Json.Nodes;

namespace VisionSystem.Cli.Manifests.Model;

/// <summary>The manifest that an AppHost writes with <c>--publisher manifest</c>: resources by name, in the model's order.</summary>
internal sealed class AppManifest(IReadOnlyList<AppResource> resources)
{
    /// <summary>All resources.</summary>
    public IReadOnlyList<AppResource> Resources { get; } = resources;

    /// <summary>Those that become pods, in the order of the model.</summary>
    public IEnumerable<AppResource> Workloads => Resources.Where(resource => resource.IsProject || resource.IsContainer);

    public static AppManifest Read(string file) => Parse(File.ReadAllText(file));

    /// <exception cref="InvalidDataException">It is no manifest.</exception>
    public static AppManifest Parse(string json) => JsonNode.Parse(json)?["resources"] is JsonObject resources
        ? new([.. resources.Select(pair => new AppResource(pair.Key, pair.Value as JsonObject ?? []))])
        : throw new InvalidDataException("The file is no manifest of an AppHost: it has no 'resources'.");

    public AppResource? Find(string name) => Resources.FirstOrDefault(resource => resource.Name == name);
}
