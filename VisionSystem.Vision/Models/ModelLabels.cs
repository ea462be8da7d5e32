using System.Globalization;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Vision.Models.Graphs;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Class names: from <c>NAME.yaml</c> or <c>model.yaml</c> (<c>names:</c>) beside the model, else from the file's metadata
/// (<c>names</c>, a Python dictionary or list, or JSON), from <c>NAME.txt</c> (a name a line), or from <c>config.json</c>
/// (<c>id2label</c>), else <c>class_0</c>, <c>class_1</c>, …
/// </summary>
internal static class ModelLabels
{
    private const int LongestShown = 40;

    /// <summary>Ids from here on are no class ids: each class below the highest one gets a name.</summary>
    private const int MostClasses = 1_000_000;

    public static IReadOnlyList<string> Read(string modelFile, string? metadata, int classes) => Number(Find(modelFile, metadata).ById, classes);

    /// <summary>The files that may hold a model's names.</summary>
    public static IEnumerable<string> FilesOf(string modelFile) => [.. ModelConfig.PlacesOf(modelFile), TextOf(modelFile), ConfigOf(modelFile)];

    /// <summary>The names by the first of the sources that gives any.</summary>
    /// <exception cref="ModelException">A file beside the model cannot be used; the message names it and the line.</exception>
    public static ClassNames Find(string modelFile, string? metadata)
    {
        if (ModelConfig.PathOf(modelFile) is { } card && FromYaml(card) is { Count: > 0 } ofCard)
        {
            return new ClassNames(ofCard, card);
        }

        var ofMetadata = string.IsNullOrWhiteSpace(metadata) ? null : MetadataNames.Parse(metadata);
        if (ofMetadata is { Count: > 0 })
        {
            return new ClassNames(ofMetadata, $"the metadata of {modelFile}");
        }

        var note = string.IsNullOrWhiteSpace(metadata)
            ? null
            : $"The names in the metadata of {modelFile} cannot be read: a dictionary from class id to name, or a list of names, is expected, as Python or as JSON.";
        return FromText(TextOf(modelFile)) is { Count: > 0 } ofText ? new ClassNames(ofText, TextOf(modelFile), note)
            : FromConfig(ConfigOf(modelFile)) is { Count: > 0 } ofConfig ? new ClassNames(ofConfig, ConfigOf(modelFile), note)
            : new ClassNames(null, null, note);
    }

    /// <summary>A name for every class.</summary>
    public static IReadOnlyList<string> Number(IReadOnlyDictionary<int, string>? named, int classes) =>
        [.. Enumerable.Range(0, classes).Select(id => named?.GetValueOrDefault(id) ?? string.Create(CultureInfo.InvariantCulture, $"class_{id}"))];

    /// <summary>Refuses names that could not be kept with a prediction.</summary>
    /// <exception cref="ModelException">There is one; the message names class and source.</exception>
    public static void RequireStorable(IReadOnlyList<string> labels, ClassNames names, string modelFile)
    {
        foreach (var (id, label) in labels.Index())
        {
            if (!PredictionText.IsName(label))
            {
                throw new ModelException(
                    ModelFault.Unusable,
                    $"{modelFile}: the name '{Shown(label)}' of class {id} ({label.Length} characters, from {names.From}) cannot be kept with a prediction: "
                    + $"{PredictionText.NameRule}. Change it there, or give all names in {Path.GetFileName(ModelConfig.PlacesOf(modelFile)[0])}.");
            }
        }
    }

    /// <summary>Entries whose key is a class id. Where none is, and every value is one, the names are the keys.</summary>
    /// <returns>Null where neither is so.</returns>
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

    private static bool TryId(string text, out int id) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id < MostClasses;

    private static string TextOf(string modelFile) => Path.ChangeExtension(modelFile, ".txt");

    private static string ConfigOf(string modelFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelFile))!, "config.json");

    private static Dictionary<int, string>? FromText(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        RequireOwnContent(file);
        var lines = File.ReadAllLines(file);
        var count = Array.FindLastIndex(lines, line => line.Trim() is not "") + 1;
        var named = new Dictionary<int, string>();
        for (var i = 0; i < count; i++)
        {
            named[i] = lines[i].Trim() switch
            {
                "" => throw Bad(file, i + 1, $"the line is empty, and each line names the class of its number; write the name of class {i} there, or take the line away"),
                var name when name.Contains('\uFFFD', StringComparison.Ordinal) => throw Bad(file, i + 1, "the line is no UTF-8; save the file as UTF-8"),
                var name => name,
            };
        }

        return named;
    }

    /// <summary>The <c>names</c> of a data set file: a mapping from id to name, or a list.</summary>
    private static Dictionary<int, string>? FromYaml(string file)
    {
        RequireOwnContent(file);
        if (YamlFile.Open(file)?.Node("names") is not { } node)
        {
            return null;
        }

        return node switch
        {
            YamlSequenceNode list => list.Index().ToDictionary(name => name.Index, name => Text(file, name.Item)),
            YamlMappingNode map => FromMapping(file, map),
            _ => throw Bad(file, (int)node.Start.Line, "names: a list of names, or a mapping from class id to name, is expected"),
        };
    }

    private static Dictionary<int, string>? FromMapping(string file, YamlMappingNode map)
    {
        var named = ById([.. map.Select(entry => (Text(file, entry.Key), Text(file, entry.Value)))]);
        var odd = map.Children.Keys.FirstOrDefault(key => !TryId(Text(file, key), out _));
        return odd is null || named?.Count == map.Children.Count
            ? named
            : throw Bad(file, (int)odd.Start.Line, $"names: '{odd}' is no class id; the keys are to be whole numbers from 0 on");
    }

    private static string Text(string file, YamlNode node) =>
        (node as YamlScalarNode ?? throw Bad(file, (int)node.Start.Line, "names: one text a class is expected")).Value ?? "";

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
                ? ById([.. names.EnumerateObject().Select(name => (name.Name, name.Value.ToString()))])
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Bad(file, (int)((e as JsonException)?.LineNumber ?? 0) + 1, $"it is no valid JSON: {e.Message}", e);
        }
    }

    private static void RequireOwnContent(string file)
    {
        if (FileSignature.Substitute(FileScan.Of(file).Start) is { } what)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} {what}");
        }
    }

    /// <summary>The beginning of a name, without characters that no message can carry.</summary>
    private static string Shown(string name) => string.Concat(name.Take(LongestShown).Select(character =>
        char.IsControl(character) || char.IsSurrogate(character) ? $"\\u{(int)character:X4}" : character.ToString()))
        + (name.Length > LongestShown ? "…" : "");

    private static ModelException Bad(string file, int line, string what, Exception? inner = null) =>
        new(ModelFault.Unusable, string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}: {what}"), inner);
}

/// <summary>A model's class names.</summary>
/// <param name="ById">By class id; null where nothing names them.</param>
/// <param name="From">Where they are from: a file, or the model's metadata.</param>
/// <param name="Note">What was passed over, and why.</param>
internal sealed record ClassNames(IReadOnlyDictionary<int, string>? ById, string? From, string? Note = null)
{
    /// <summary>How many classes they are for, or null without them.</summary>
    public int? Count => ById is { Count: > 0 } ? ById.Keys.Max() + 1 : null;
}
