using System.Globalization;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Vision.Models.Graphs;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Reads class names from the first source that has any: <c>NAME.yaml</c> or <c>model.yaml</c> (<c>names:</c>) beside the
/// model, the file's metadata (<c>names</c>, a Python dictionary or list, or JSON), <c>NAME.txt</c> (one name per line),
/// <c>config.json</c> (<c>id2label</c>). Otherwise classes are named <c>class_0</c>, <c>class_1</c>, …
/// </summary>
internal static class ModelLabels
{
    private const int MaxShownLength = 40;

    /// <summary>The limit of class ids: each class below the highest one gets a name.</summary>
    private const int MaxClasses = 1_000_000;

    public static IReadOnlyList<string> Read(string modelFile, string? metadata, int classes) => NameAll(Find(modelFile, metadata).ById, classes);

    /// <summary>Returns the paths of the files that may contain a model's names.</summary>
    public static IEnumerable<string> FilesOf(string modelFile) => [.. ModelConfig.PathsOf(modelFile), TextOf(modelFile), ConfigOf(modelFile)];

    /// <summary>Returns the names from the first source that has any.</summary>
    /// <exception cref="ModelException">A file beside the model is invalid; the message names the file and line.</exception>
    public static ClassNames Find(string modelFile, string? metadata)
    {
        if (ModelConfig.PathOf(modelFile) is { } config && FromYaml(config) is { Count: > 0 } ofConfigFile)
        {
            return new ClassNames(ofConfigFile, config);
        }

        var ofMetadata = string.IsNullOrWhiteSpace(metadata) ? null : MetadataNames.Parse(metadata);
        if (ofMetadata is { Count: > 0 })
        {
            return new ClassNames(ofMetadata, $"the metadata of {modelFile}");
        }

        var note = string.IsNullOrWhiteSpace(metadata)
            ? null
            : $"The names in the metadata of {modelFile} cannot be parsed: a dictionary from class id to name, or a list of names, is expected, as Python or JSON.";
        return FromText(TextOf(modelFile)) is { Count: > 0 } ofText ? new ClassNames(ofText, TextOf(modelFile), note)
            : FromConfig(ConfigOf(modelFile)) is { Count: > 0 } ofConfig ? new ClassNames(ofConfig, ConfigOf(modelFile), note)
            : new ClassNames(null, null, note);
    }

    /// <summary>Returns a name for every class.</summary>
    public static IReadOnlyList<string> NameAll(IReadOnlyDictionary<int, string>? named, int classes) =>
        [.. Enumerable.Range(0, classes).Select(id => named?.GetValueOrDefault(id) ?? string.Create(CultureInfo.InvariantCulture, $"class_{id}"))];

    /// <summary>Rejects names that cannot be stored with a prediction.</summary>
    /// <exception cref="ModelException">A name cannot be stored; the message states its class and source.</exception>
    public static void RequireStorable(IReadOnlyList<string> labels, ClassNames names, string modelFile)
    {
        foreach (var (id, label) in labels.Index())
        {
            if (!PredictionText.IsName(label))
            {
                throw new ModelException(
                    ModelFault.Unusable,
                    $"{modelFile}: the name '{Escape(label)}' of class {id} ({label.Length} characters, from {names.Source}) cannot be stored with a prediction: "
                    + $"{PredictionText.NameRule}. Change it there, or define all names in {Path.GetFileName(ModelConfig.PathsOf(modelFile)[0])}.");
            }
        }
    }

    /// <summary>Returns the entries whose key is a class id. If no key is a class id and every value is one, the keys are the names.</summary>
    /// <returns>The names by class id; null where neither form applies.</returns>
    public static Dictionary<int, string>? ById(IReadOnlyCollection<(string Key, string Value)> entries)
    {
        var named = new Dictionary<int, string>();
        foreach (var (key, value) in entries)
        {
            if (TryId(key, out var id))
            {
                named[id] = value;
            }
        }

        if (named.Count == 0 && entries.All(entry => TryId(entry.Value, out _)))
        {
            foreach (var (name, id) in entries)
            {
                named[int.Parse(id, CultureInfo.InvariantCulture)] = name;
            }
        }

        return named.Count > 0 ? named : null;
    }

    private static bool TryId(string text, out int id) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id < MaxClasses;

    private static string TextOf(string modelFile) => Path.ChangeExtension(modelFile, ".txt");

    private static string ConfigOf(string modelFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelFile))!, "config.json");

    private static Dictionary<int, string>? FromText(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        RejectPointer(file);
        var lines = File.ReadAllLines(file);
        var count = Array.FindLastIndex(lines, line => line.Trim() is not "") + 1;
        var named = new Dictionary<int, string>();
        for (var i = 0; i < count; i++)
        {
            named[i] = lines[i].Trim() switch
            {
                "" => throw Invalid(file, i + 1, $"the line is empty, but each line names the class of its number; add the name of class {i}, or remove the line"),
                var name when name.Contains('\uFFFD', StringComparison.Ordinal) => throw Invalid(file, i + 1, "the line is not UTF-8; save the file as UTF-8"),
                var name => name,
            };
        }

        return named;
    }

    /// <summary>Reads the <c>names</c> of a data set file: a mapping from id to name, or a list.</summary>
    private static Dictionary<int, string>? FromYaml(string file)
    {
        RejectPointer(file);
        if (YamlFile.Open(file)?.Node("names") is not { } node)
        {
            return null;
        }

        return node switch
        {
            YamlSequenceNode list => list.Index().ToDictionary(name => name.Index, name => Text(file, name.Item)),
            YamlMappingNode map => FromMapping(file, map),
            _ => throw Invalid(file, (int)node.Start.Line, "names: a list of names, or a mapping from class id to name, is expected"),
        };
    }

    private static Dictionary<int, string>? FromMapping(string file, YamlMappingNode map)
    {
        var named = ById([.. map.Select(entry => (Text(file, entry.Key), Text(file, entry.Value)))]);
        var invalid = map.Children.Keys.FirstOrDefault(key => !TryId(Text(file, key), out _));
        return invalid is null || named?.Count == map.Children.Count
            ? named
            : throw Invalid(file, (int)invalid.Start.Line, $"names: '{invalid}' is not a class id; keys must be whole numbers from 0");
    }

    private static string Text(string file, YamlNode node) =>
        (node as YamlScalarNode ?? throw Invalid(file, (int)node.Start.Line, "names: one text per class is expected")).Value ?? "";

    /// <summary>Reads the <c>id2label</c> of a Hugging Face model.</summary>
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
                ? ById([.. names.EnumerateObject().Select(name => (name.Name, name.Value.ToString()))])
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid(file, (int)((e as JsonException)?.LineNumber ?? 0) + 1, $"the file is not valid JSON: {e.Message}", e);
        }
    }

    private static void RejectPointer(string file)
    {
        if (FileSignature.Substitute(FileScan.Read(file).Start) is { } problem)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} {problem}");
        }
    }

    /// <summary>Returns the start of a name with unprintable characters escaped.</summary>
    private static string Escape(string name) => string.Concat(name.Take(MaxShownLength).Select(character =>
        char.IsControl(character) || char.IsSurrogate(character) ? $"\\u{(int)character:X4}" : character.ToString()))
        + (name.Length > MaxShownLength ? "…" : "");

    private static ModelException Invalid(string file, int line, string problem, Exception? inner = null) =>
        new(ModelFault.Unusable, string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {problem}"), inner);
}

/// <summary>A model's class names.</summary>
/// <param name="ById">The names by class id; null where no source has any.</param>
/// <param name="Source">The source of the names: a file, or the model's metadata.</param>
/// <param name="Note">A sentence about an unusable source that was skipped; null without one.</param>
internal sealed record ClassNames(IReadOnlyDictionary<int, string>? ById, string? Source, string? Note = null)
{
    /// <summary>The number of classes that the names cover; null without names.</summary>
    public int? Count => ById is { Count: > 0 } ? ById.Keys.Max() + 1 : null;
}
