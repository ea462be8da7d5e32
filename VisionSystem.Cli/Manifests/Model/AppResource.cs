using System.Globalization;
using System.Text.Json.Nodes;

namespace VisionSystem.Cli.Manifests.Model;

/// <summary>One resource of a manifest.</summary>
/// <param name="Name">Its name, and its host name in the cluster.</param>
/// <param name="Json">What the manifest says of it.</param>
internal sealed record AppResource(string Name, JsonObject Json)
{
    private string Type => Text("type") ?? "";

    public bool IsProject => Type.StartsWith("project.", StringComparison.Ordinal);

    public bool IsContainer => Type.StartsWith("container.", StringComparison.Ordinal);

    public bool IsParameter => Type == "parameter.v0";

    public string? Text(string field) => Json[field]?.GetValue<string>();

    /// <summary>Environment variables, with expressions in their values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
        (Json["env"] as JsonObject ?? []).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.GetValue<string>()));

    public IReadOnlyList<string> Arguments => [.. (Json["args"] as JsonArray ?? []).Select(argument => argument!.GetValue<string>())];

    public IReadOnlyList<AppVolume> Volumes =>
        [.. (Json["volumes"] as JsonArray ?? []).Select(volume => new AppVolume(volume!["name"]!.GetValue<string>(), volume["target"]!.GetValue<string>()))];

    public IReadOnlyList<AppBinding> Bindings => [.. (Json["bindings"] as JsonObject ?? []).Select(pair => Binding(pair.Key, pair.Value!))];

    /// <summary>Whether the parameter is a secret, and what it is unless told otherwise.</summary>
    public (bool IsSecret, string? Default) Parameter
    {
        get
        {
            var input = Json["inputs"]?["value"];
            return (input?["secret"]?.GetValue<bool>() ?? false, input?["default"]?["value"]?.GetValue<string>());
        }
    }

    /// <summary>Aspirate leaves a project's port to the image where the manifest names none; ours is the image's too.</summary>
    private AppBinding Binding(string name, JsonNode json)
    {
        var target = json["targetPort"]?.GetValue<int>() ?? throw new InvalidDataException(
            string.Create(CultureInfo.InvariantCulture, $"The binding '{name}' of '{Name}' has no targetPort: publishing needs one."));
        return new(name, json["scheme"]!.GetValue<string>(), target);
    }
}

/// <summary>An endpoint.</summary>
/// <param name="Name">Its name: <c>http</c>, <c>tcp</c>.</param>
/// <param name="Scheme">Scheme of its URL.</param>
/// <param name="Port">The port of the container, which is the Service's too.</param>
internal sealed record AppBinding(string Name, string Scheme, int Port);

/// <summary>A volume.</summary>
/// <param name="Name">Name of the volume.</param>
/// <param name="Target">Where the container finds it.</param>
internal sealed record AppVolume(string Name, string Target)
{
    /// <summary>As Kubernetes takes it: no dots.</summary>
    public string KubernetesName => Name.Replace('.', '-').ToLowerInvariant();
}
