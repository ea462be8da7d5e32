using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Inference.Requests;

/// <summary>
/// The caller's searchable data about an image: <c>metadata={"camera":"dock-3"}</c>, or single entries:
/// <c>metadata.camera=dock-3</c>.
/// </summary>
internal static class MetadataParameter
{
    public const string Whole = "metadata";
    private const string EntryPrefix = Whole + ".";

    private static readonly string[] NotAnObject = ["must be a JSON object with strings, numbers, true or false, and without repeated names, such as {\"camera\":\"dock-3\"}"];

    private static readonly string[] Rule =
    [
        $"names must have 1 to 64 characters of A-Z a-z 0-9 _ . -, values at most {PredictionMetadata.MaxValueLength} characters without U+0000; at most {PredictionMetadata.MaxEntries} entries are accepted",
    ];

    public static bool Is(string parameter) => parameter == Whole || parameter.StartsWith(EntryPrefix, StringComparison.Ordinal);

    /// <summary>Adds the entries of a parameter, or an error under its name.</summary>
    public static void Add(Dictionary<string, string> entries, string parameter, string value, Dictionary<string, string[]> errors)
    {
        if (parameter != Whole)
        {
            Add(entries, parameter[EntryPrefix.Length..], value, parameter, errors);
        }
        else if (!TryAddObject(entries, value, errors))
        {
            errors[Whole] = NotAnObject;
        }
    }

    private static bool TryAddObject(Dictionary<string, string> entries, string json, Dictionary<string, string[]> errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
                {
                    return false;
                }

                // The JSON text: true, whereas .NET would write True.
                var value = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText();
                Add(entries, entry.Name, value, Whole, errors);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate, which is not valid text.
            return false;
        }
    }

    private static void Add(Dictionary<string, string> entries, string name, string value, string parameter, Dictionary<string, string[]> errors)
    {
        if (PredictionMetadata.IsName(name) && PredictionMetadata.IsValue(value) && entries.Count + (entries.ContainsKey(name) ? 0 : 1) <= PredictionMetadata.MaxEntries)
        {
            entries[name] = value;
        }
        else
        {
            errors[parameter] = Rule;
        }
    }
}
