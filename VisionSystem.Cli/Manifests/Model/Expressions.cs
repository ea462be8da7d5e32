using System.Globalization;
using System.Text.RegularExpressions;

namespace VisionSystem.Cli.Manifests.Model;

/// <summary>Works out the manifest's expressions, <c>{redis.bindings.tcp.host}</c>, for the cluster.</summary>
internal sealed partial class Expressions(AppManifest manifest)
{
    /// <summary>Expressions within the values of expressions are a few deep; a circle is deeper.</summary>
    private const int Deepest = 16;

    /// <summary>The value in the cluster.</summary>
    /// <returns>Null where a secret is part of it, which belongs in no file.</returns>
    /// <exception cref="InvalidDataException">An expression names what is not there.</exception>
    public string? Resolve(string value) => Resolve(value, 0);

    private string? Resolve(string value, int depth)
    {
        if (depth > Deepest)
        {
            throw new InvalidDataException($"The expression '{value}' goes in a circle.");
        }

        var isSecret = false;
        var text = Expression().Replace(value, match =>
        {
            var resolved = Evaluate(match.Groups[1].Value, depth);
            isSecret |= resolved is null;
            return resolved ?? "";
        });
        return isSecret ? null : text;
    }

    private string? Evaluate(string path, int depth)
    {
        var parts = path.Split('.');
        var resource = manifest.Find(parts[0]) ?? throw Unknown(path);
        return parts[1..] switch
        {
            ["bindings", var name, var property] => Binding(resource, name, property, path),
            ["connectionString"] => Resolve(resource.Text("connectionString") ?? throw Unknown(path), depth + 1),
            ["value"] when resource.IsParameter => Parameter(resource),
            ["inputs", "value"] when resource.IsParameter => Parameter(resource),
            ["value"] => Resolve(resource.Text("value") ?? throw Unknown(path), depth + 1),
            _ => throw Unknown(path),
        };
    }

    private static string? Parameter(AppResource parameter) => parameter.Parameter switch
    {
        (true, _) => null,
        (_, { } value) => value,
        _ => throw new InvalidDataException($"The parameter '{parameter.Name}' has no value to publish: give it one with publishValueAsDefault."),
    };

    private static string Binding(AppResource resource, string name, string property, string path)
    {
        var binding = resource.Bindings.FirstOrDefault(binding => binding.Name == name) ?? throw Unknown(path);
        var port = binding.Port.ToString(CultureInfo.InvariantCulture);
        return property switch
        {
            "host" => resource.Name,
            "port" or "targetPort" => port,
            "scheme" => binding.Scheme,
            "url" => $"{binding.Scheme}://{resource.Name}:{port}",
            _ => throw Unknown(path),
        };
    }

    private static InvalidDataException Unknown(string path) => new($"The manifest's expression '{{{path}}}' names nothing that is there.");

    [GeneratedRegex(@"\{([^{}\s]+)\}")]
    private static partial Regex Expression();
}
