using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace VisionSystem.ServiceDefaults.Telemetry.Logging;

/// <summary>
/// Writes lines for people: <c>12:34:56.789Z warning  Category: message [trace id]</c>. <see cref="EscapedText"/> escapes the
/// message, so that client input can neither forge a line nor control the terminal; exceptions keep their line breaks.
/// </summary>
internal sealed class TextLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "vision-text";

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(LogLevelNames.Of(logEntry.LogLevel).PadRight(9));
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        EscapedText.Write(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            textWriter.Write(" [");
            textWriter.Write(activity.TraceId.ToHexString());
            textWriter.Write(']');
        }

        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
        {
            EscapedText.Write(textWriter, "    " + exception.ToString().ReplaceLineEndings("\n    "), keepLines: true);
            textWriter.WriteLine();
        }
    }
}
