using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>Reads class names from a text file, one name per line, or from the <c>names</c> of a YAML file.</summary>
internal static class ClassNameFile
{
    // A data set's folder has its names at the top, and labels at most two folders below: labels/val.
    private const int FoldersUp = 2;

    private static readonly string[] Known = ["obj.names", "data.yaml", "data.yml", "dataset.yaml", "classes.txt"];

    /// <summary>Returns the name file in a folder of labels or above it; null without one.</summary>
    public static string? Find(string labels)
    {
        var folder = new DirectoryInfo(labels);
        for (var up = 0; up <= FoldersUp && folder is not null; up++, folder = folder.Parent)
        {
            if (Known.Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists) is { } file)
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Reads a name file.</summary>
    /// <exception cref="DataSetException">The file contains no names.</exception>
    public static IReadOnlyList<string> Read(string file)
    {
        string[] names = Path.GetExtension(file).ToLowerInvariant() is ".yaml" or ".yml"
            ? FromYaml(file)
            : [.. File.ReadLines(file).Select(line => line.Trim()).Where(line => line is not "")];
        return names.Length > 0 ? names : throw new DataSetException($"{file} contains no class names");
    }

    private static string[] FromYaml(string file)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = File.OpenText(file);
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new DataSetException($"{file}, line {e.Start.Line}: invalid YAML: {e.Message}", e);
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..] && root.Children.TryGetValue("names", out var names)
            ? names switch
            {
                YamlSequenceNode list => [.. list.Select(name => name.ToString())],
                YamlMappingNode map => Numbered(file, map),
                _ => [],
            }
            : [];
    }

    private static string[] Numbered(string file, YamlMappingNode map)
    {
        var names = new SortedDictionary<int, string>();
        foreach (var (id, name) in map)
        {
            names[int.TryParse(id.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new DataSetException($"{file}, line {id.Start.Line}: '{id}' is not a class number")] = name.ToString();
        }

        return [.. Enumerable.Range(0, names.Count == 0 ? 0 : names.Keys.Max() + 1).Select(id => names.GetValueOrDefault(id, $"class_{id}"))];
    }
}
