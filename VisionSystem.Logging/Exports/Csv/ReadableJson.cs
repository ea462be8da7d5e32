using System.Globalization;
using System.Text;

namespace VisionSystem.Logging.Exports.Csv;

/// <summary>
/// JSON in which only what must be escaped is (RFC 8259, 7), for cells that people read: System.Text.Json's encoders escape
/// letters and quotes that need not be, and the most lenient one whatever is beyond the Basic Multilingual Plane.
/// </summary>
internal static class ReadableJson
{
    /// <summary>An object of texts.</summary>
    public static string Of(IReadOnlyDictionary<string, string> values)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in values)
        {
            Quote(json.Append(json.Length > 1 ? "," : ""), name);
            Quote(json.Append(':'), value);
        }

        return json.Append('}').ToString();
    }

    private static void Quote(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => json.Append('\\').Append(character),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}
