using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Class names: from the file's metadata (<c>names</c>, a Python dictionary), else from <c>NAME.txt</c> (a name a line), from
/// <c>NAME.yaml</c> or <c>model.yaml</c> (<c>names:</c>), or from <c>config.json</c> (<c>id2label</c>) beside the model, else
/// <c>class_0</c>, <c>class_1</c>, …
/// </summary>
internal static class ModelLabels
{
    public static IReadOnlyList<string> Read(string modelFile, string? metadata, int classes) => Number(Named(modelFile, metadata), classes);

    /// <summary>The names that are given somewhere, by class id.</summary>
    /// <exception cref="ModelException">A file beside the model cannot be read.</exception>
    public static IReadOnlyDictionary<int, string>? Named(string modelFile, string? metadata) =>
        FromMetadata(metadata)
        ?? FromText(Path.ChangeExtension(modelFile, ".txt"))
        ?? FromYaml(ModelCard.PathOf(modelFile))
        ?? FromConfig(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelFile))!, "config.json"));

    /// <summary>A name for every class.</summary>
    public static IReadOnlyList<string> Number(IReadOnlyDictionary<int, string>? named, int classes) =>
        [.. Enumerable.Range(0, classes).Select(id => named?.GetValueOrDefault(id) ?? string.Create(CultureInfo.InvariantCulture, $"class_{id}"))];

    /// <summary>How many classes those names are for, or null without them.</summary>
    public static int? Count(IReadOnlyDictionary<int, string>? named) => named is { Count: > 0 } ? named.Keys.Max() + 1 : null;

    private static Dictionary<int, string>? FromMetadata(string? metadata)
    {
        if (metadata is null || !PythonLiteral.TryParse(metadata, out var value))
        {
            return null;
        }

        return value switch
        {
            Dictionary<object, object?> entries => entries
                .Where(entry => entry is { Key: long and >= 0 and < int.MaxValue, Value: string })
                .ToDictionary(entry => (int)(long)entry.Key, entry => (string)entry.Value!),
            List<object?> items => items.Index().Where(item => item.Item is string).ToDictionary(item => item.Index, item => (string)item.Item!),
            _ => null,
        };
    }

    private static Dictionary<int, string>? FromText(string file) =>
        File.Exists(file) ? File.ReadLines(file).Where(line => line.Trim() is not "").Index().ToDictionary(line => line.Index, line => line.Item.Trim()) : null;

    /// <summary>The <c>names</c> of a data set file: a mapping from id to name, or a list.</summary>
    private static Dictionary<int, string>? FromYaml(string? file) => file is null ? null : YamlFile.Open(file)?.Node("names") switch
    {
        YamlSequenceNode list => list.Index().ToDictionary(name => name.Index, name => name.Item.ToString()),
        YamlMappingNode map => ById(map.Select(entry => (entry.Key.ToString(), entry.Value.ToString()))),
        _ => null,
    };

    /// <summary>The <c>id2label</c> of a Hugging Face model.</summary>
    private static Dictionary<int, string>? FromConfig(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("id2label", out var names)
                && names.ValueKind == JsonValueKind.Object
                ? ById(names.EnumerateObject().Select(name => (name.Name, name.Value.ToString())))
                : null;
        }
        catch (JsonException e)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Entries whose key is a class id; others are passed over.</summary>
    private static Dictionary<int, string> ById(IEnumerable<(string Id, string Name)> entries)
    {
        var named = new Dictionary<int, string>();
        foreach (var (id, name) in entries)
        {
            if (int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                named[number] = name;
            }
        }

        return named;
    }
}
