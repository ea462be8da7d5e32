using System.Globalization;
using System.Text;

namespace VisionSystem.Logging.Exports.Csv;

/// <summary>
/// Writes JSON for cells that people read, with the fewest escapes that RFC 8259, 7 permits. System.Text.Json is not used: its
/// encoders escape more letters and quotes than required, and even the most lenient encoder escapes all characters beyond the
/// Basic Multilingual Plane.
/// </summary>
internal static class ReadableJson
{
    /// <summary>Returns a JSON object with string values.</summary>
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
