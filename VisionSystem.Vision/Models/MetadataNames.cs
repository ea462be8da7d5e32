using System.Globalization;
using System.Text.Json;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Parses the class names in a model's metadata: a dictionary from id to name or a list, as exporters write them in Python or
/// JSON. Ids may be strings, names may be numbers.
/// </summary>
internal static class MetadataNames
{
    /// <returns>The names by class id; null where the text has another form.</returns>
    public static Dictionary<int, string>? Parse(string text)
    {
        if (PythonLiteral.TryParse(text, out var value))
        {
            return value switch
            {
                Dictionary<object, object?> entries => ModelLabels.ById(
                    [.. entries.Select(entry => (Key: Text(entry.Key), Value: Text(entry.Value))).Where(entry => entry is { Key: not null, Value: not null }).Select(entry => (entry.Key!, entry.Value!))]),
                List<object?> items => Listed(items.Select(Text)),
                _ => null,
            };
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Object => ModelLabels.ById(
                    [.. json.RootElement.EnumerateObject().Select(entry => (entry.Name, Value: Text(entry.Value))).Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!))]),
                JsonValueKind.Array => Listed(json.RootElement.EnumerateArray().Select(Text)),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an unpaired surrogate, which is not text.
            return null;
        }
    }

    private static Dictionary<int, string> Listed(IEnumerable<string?> names) =>
        names.Index().Where(name => name.Item is not null).ToDictionary(name => name.Index, name => name.Item!);

    private static string? Text(object? value) => value switch
    {
        string text => text,
        long or double or bool => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
