using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Vision.Models;

/// <summary>Reads a YAML file's values by key; every error names file and key.</summary>
internal sealed class YamlFile(string file, string prefix, YamlMappingNode root)
{
    /// <summary>Opens a file; returns null where it contains no mapping.</summary>
    /// <exception cref="ModelException">The file is not valid YAML.</exception>
    public static YamlFile? Open(string file)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = File.OpenText(file);
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new ModelException(ModelFault.Unusable, $"{file}, line {e.Start.Line}: {e.Message}", e);
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..] ? new YamlFile(file, "", root) : null;
    }

    public YamlNode? Node(string key) => root.Children.TryGetValue(key, out var node) && node is not YamlScalarNode { Value: null or "" or "null" or "~" } ? node : null;

    public YamlFile? Section(string key) => Node(key) switch
    {
        null => null,
        YamlMappingNode section => new YamlFile(file, key + ".", section),
        _ => throw Invalid(key, "a mapping is expected"),
    };

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } => value,
        _ => throw Invalid(key, "one value is expected"),
    };

    public float? Number(string key, float min, float max) => Text(key) is { } text ? Number(key, text, min, max) : null;

    public int? Integer(string key, int min, int max) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw Invalid(key, $"'{text}' is not a whole number from {min} to {max}");

    /// <summary>Reads three numbers, red, green, blue, or one for all of them.</summary>
    public System.Numerics.Vector3? Colours(string key, float min, float max) => Node(key) switch
    {
        null => null,
        YamlSequenceNode { Children: [YamlScalarNode red, YamlScalarNode green, YamlScalarNode blue] } =>
            new(Number(key, red.Value!, min, max), Number(key, green.Value!, min, max), Number(key, blue.Value!, min, max)),
        YamlSequenceNode { Children: [YamlScalarNode grey] } => new(Number(key, grey.Value!, min, max)),
        _ => throw Invalid(key, "three numbers are expected, [red, green, blue], or one for a model of one channel"),
    };

    /// <summary>Reads one of the permitted words.</summary>
    public string? OneOf(string key, params ReadOnlySpan<string> words) => Text(key) is not { } text ? null
        : words.Contains(text) ? text
        : throw Invalid(key, $"'{text}' is not one of {string.Join(", ", words)}");

    /// <summary>Rejects unknown keys.</summary>
    public void RequireOnly(params ReadOnlySpan<string> keys)
    {
        foreach (var key in root.Children.Keys)
        {
            if (!keys.Contains(key.ToString()))
            {
                throw Invalid(key.ToString(), $"unknown key; the known keys are {string.Join(", ", keys)}");
            }
        }
    }

    private float Number(string key, string text, float min, float max) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Invalid(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {min} to {max}"));

    private ModelException Invalid(string key, string problem) => new(ModelFault.Unusable, $"{file}: {prefix}{key}: {problem}");
}
