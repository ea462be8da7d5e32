using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace VisionSystem.ServiceDefaults.Telemetry.Logging;

/// <summary>
/// Writes one JSON object per line: <c>timestamp</c> (RFC 3339, UTC), <c>level</c>, <c>category</c>, <c>message</c>,
/// <c>service</c>, <c>trace_id</c> and <c>span_id</c> within a request, <c>exception</c>, then the fields of the message in
/// snake_case. <see cref="EscapedText"/> escapes control and format characters, so that client input cannot forge a line.
/// </summary>
internal sealed class JsonLineFormatter(ServiceIdentity service, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "vision-json";

    // The output is for terminals and log stores, not HTML: quotes and accents stay readable, control characters are escaped.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MaxReusedBytes = 64 * 1024;

    // Fixed length, so that lines sort as text.
    private const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _line;

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Cleared while in use: formatting a value may log again on the same thread.
        var line = _line ?? new ArrayBufferWriter<byte>(1024);
        _line = null;
        line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            WriteHead(json, logEntry);
            LogFields.Write(json, logEntry.State);
            json.WriteEndObject();
        }

        var characters = ArrayPool<char>.Shared.Rent(line.WrittenCount);
        var count = Encoding.UTF8.GetChars(line.WrittenSpan, characters);
        // Outside of its texts, JSON contains none of these characters, and inside, the escape means the same character.
        EscapedText.Write(textWriter, characters.AsSpan(0, count));
        textWriter.WriteLine();
        ArrayPool<char>.Shared.Return(characters);
        _line = line.Capacity <= MaxReusedBytes ? line : null;
    }

    private void WriteHead<TState>(Utf8JsonWriter json, in LogEntry<TState> entry)
    {
        json.WriteString("timestamp", time.GetUtcNow().UtcDateTime.ToString(Rfc3339, CultureInfo.InvariantCulture));
        json.WriteString("level", LogLevelNames.Of(entry.LogLevel));
        json.WriteString("category", entry.Category);
        json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
        json.WriteString("service", service.Name);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("trace_id", activity.TraceId.ToHexString());
            json.WriteString("span_id", activity.SpanId.ToHexString());
        }

        if (entry.Exception is { } exception)
        {
            json.WriteString("exception", exception.ToString());
        }
    }
}
