using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Vision.Models;

/// <summary>Reads a YAML file's values by key; every error names file and key.</summary>
internal sealed class YamlFile(string file, string prefix, YamlMappingNode root)
{
    /// <summary>The file's mapping; null when it holds something else, or nothing.</summary>
    /// <exception cref="ModelException">It is no YAML.</exception>
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
        _ => throw Bad(key, "a mapping is expected"),
    };

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } => value,
        _ => throw Bad(key, "one value is expected"),
    };

    public float? Number(string key, float least, float most) => Text(key) is { } text ? Number(key, text, least, most) : null;

    public int? Whole(string key, int least, int most) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Bad(key, $"'{text}' is not a whole number from {least} to {most}");

    /// <summary>Three numbers, red, green, blue, or one for all of them.</summary>
    public System.Numerics.Vector3? Colours(string key, float least, float most) => Node(key) switch
    {
        null => null,
        YamlSequenceNode { Children: [YamlScalarNode red, YamlScalarNode green, YamlScalarNode blue] } =>
            new(Number(key, red.Value!, least, most), Number(key, green.Value!, least, most), Number(key, blue.Value!, least, most)),
        YamlSequenceNode { Children: [YamlScalarNode grey] } => new(Number(key, grey.Value!, least, most)),
        _ => throw Bad(key, "three numbers are expected, [red, green, blue], or one for a model of one channel"),
    };

    /// <summary>One of some words.</summary>
    public string? OneOf(string key, params ReadOnlySpan<string> words) => Text(key) is not { } text ? null
        : words.Contains(text) ? text
        : throw Bad(key, $"'{text}' is none of {string.Join(", ", words)}");

    /// <summary>Refuses keys that mean nothing.</summary>
    public void RequireOnly(params ReadOnlySpan<string> keys)
    {
        foreach (var key in root.Children.Keys)
        {
            if (!keys.Contains(key.ToString()))
            {
                throw Bad(key.ToString(), $"there is no such key; known are {string.Join(", ", keys)}");
            }
        }
    }

    private float Number(string key, string text, float least, float most) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Bad(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));

    private ModelException Bad(string key, string what) => new(ModelFault.Unusable, $"{file}: {prefix}{key}: {what}");
}
