using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Cli.Models.Catalog;

/// <summary>A JSON file that users may edit. Errors state the cause and the remedy; writes are atomic.</summary>
internal static class JsonFile
{
    /// <summary>Reads the file; null if it does not exist.</summary>
    /// <exception cref="CommandException">The file is damaged.</exception>
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
            throw new CommandException($"{file} cannot be read: {e.Message} Correct the file, or delete it to create a new one", e);
        }
    }

    public static void Write<T>(string file, T value, JsonTypeInfo<T> type)
    {
        var temporary = file + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(value, type) + "\n");
        File.Move(temporary, file, overwrite: true);
    }
}
