using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using VisionSystem.ServiceDefaults.Telemetry;
using VisionSystem.ServiceDefaults.Telemetry.Logging;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class LogFormatTests
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 5, 3, 42, TimeSpan.FromHours(2));
    private readonly FixedTime _time = new();

    [Fact]
    public void A_line_is_one_json_object_with_time_level_and_fields()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        var line = Json(
            [new("ImageBytes", 123), new("Model", "yolov8n"), new("Ratio", 0.5), new("Message", "mine"), new("{OriginalFormat}", "…")],
            "seen");

        Assert.Equal("2026-11-22T07:05:03.042000Z", line.GetProperty("timestamp").GetString());
        Assert.Equal("warning", line.GetProperty("level").GetString());
        Assert.Equal("VisionSystem.Test", line.GetProperty("category").GetString());
        Assert.Equal("seen", line.GetProperty("message").GetString());
        Assert.Equal("svc", line.GetProperty("service").GetString());
        Assert.Equal(activity.TraceId.ToHexString(), line.GetProperty("trace_id").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), line.GetProperty("span_id").GetString());
        Assert.Equal(123, line.GetProperty("image_bytes").GetInt64());
        Assert.Equal("yolov8n", line.GetProperty("model").GetString());
        Assert.Equal(0.5, line.GetProperty("ratio").GetDouble());
        Assert.Equal("mine", line.GetProperty("field_message").GetString());
    }

    [Fact]
    public void A_message_can_neither_forge_a_line_nor_control_a_terminal()
    {
        const string Evil = "a\r\n{\"level\":\"info\"}\u001b[2J\u0085\u2028\u2029\u007f\u202e\u2066\u200f\u061c\ufeff\U000e0041";

        var json = Raw(Json(), [new("Name", Evil)], Evil, exception: new InvalidOperationException(Evil));
        var text = Raw(new TextLineFormatter(_time), [], Evil);

        Assert.False(EscapedText.IsNeededFor(json.TrimEnd('\n')), json);
        Assert.DoesNotContain(json.TrimEnd('\n'), char.IsControl);
        Assert.Equal(Evil, JsonDocument.Parse(json).RootElement.GetProperty("name").GetString());
        Assert.False(EscapedText.IsNeededFor(text.TrimEnd('\n')), text);
        Assert.Contains(@"a\u000d\u000a{""level"":""info""}\u001b[2J\u0085\u2028\u2029\u007f\u202e\u2066\u200f\u061c\ufeff\udb40\udc41", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_logged_in_full()
    {
        var exception = new InvalidOperationException("because");

        var json = JsonDocument.Parse(Raw(Json(), [], "failed", exception)).RootElement.GetProperty("exception").GetString();
        var text = Raw(new TextLineFormatter(_time), [], "failed", exception);

        Assert.StartsWith("System.InvalidOperationException: because", json, StringComparison.Ordinal);
        Assert.StartsWith(
            "07:05:03.042Z warning  VisionSystem.Test: failed\n    System.InvalidOperationException: because", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_logs_while_it_is_formatted_corrupts_neither_line()
    {
        var formatter = Json();
        var inner = "";

        var outer = Raw(formatter, [new("Value", new Talkative(() => inner = Raw(formatter, [], "inner")))], "outer");

        Assert.Equal("outer", JsonDocument.Parse(outer).RootElement.GetProperty("message").GetString());
        Assert.Equal("inner", JsonDocument.Parse(inner).RootElement.GetProperty("message").GetString());
    }

    private JsonLineFormatter Json() => new(new ServiceIdentity("svc", "1", 0), _time);

    private JsonElement Json(KeyValuePair<string, object?>[] state, string message) =>
        JsonDocument.Parse(Raw(Json(), state, message)).RootElement;

    private static string Raw(
        ConsoleFormatter formatter, KeyValuePair<string, object?>[] state, string message, Exception? exception = null)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Warning, "VisionSystem.Test", 0, state, exception, (_, _) => message);
        formatter.Write(entry, null, writer);
        return writer.ToString();
    }

    private sealed class Talkative(Action talk)
    {
        public override string ToString()
        {
            talk();
            return "said";
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Moment.ToUniversalTime();
    }
}
