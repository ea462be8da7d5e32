using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Telemetry.Logging;

/// <summary>Writes the fields of a log message: <c>{ImageBytes}</c> becomes <c>"image_bytes":123</c>.</summary>
internal static class LogFields
{
    private const string Template = "{OriginalFormat}";

    // Bounded: the names come from the message templates in the code.
    private static readonly ConcurrentDictionary<string, string> Names = new();

    private static readonly HashSet<string> Reserved =
        ["timestamp", "level", "category", "message", "service", "trace_id", "span_id", "exception"];

    public static void Write<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> fields)
        {
            return;
        }

        for (var index = 0; index < fields.Count; index++)
        {
            var (name, value) = fields[index];
            if (name != Template)
            {
                json.WritePropertyName(Names.GetOrAdd(name, FieldName));
                WriteValue(json, value);
            }
        }
    }

    private static string FieldName(string name)
    {
        var snake = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        return Reserved.Contains(snake) ? "field_" + snake : snake;
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int or long or short or byte:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}

internal static class LogLevelNames
{
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
