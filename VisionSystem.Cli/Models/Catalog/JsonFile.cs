using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary>A small JSON file that people may edit: read with a helpful error, written whole or not at all.</summary>
internal static class JsonFile
{
    /// <summary>What is in the file; null when there is no such file.</summary>
    /// <exception cref="CommandException">It is damaged.</exception>
    public static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (JsonException e)
        {
            throw new CommandException($"{file} cannot be read: {e.Message} Correct it, or delete it to begin anew", e);
        }
    }

    public static void Write<T>(string file, T value, JsonTypeInfo<T> type)
    {
        var unfinished = file + ".new";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(value, type) + "\n");
        File.Move(unfinished, file, overwrite: true);
    }
}
