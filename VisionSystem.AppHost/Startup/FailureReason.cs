using System.Text.Json;

namespace VisionSystem.AppHost.Startup;

/// <summary>Finds the reason for a failed or slow start in the output of a resource.</summary>
internal static class FailureReason
{
    private const string Unhandled = "Unhandled exception. ";

    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Returns the last message on standard error of a resource that has ended, otherwise its last logged error; null if neither exists.</summary>
    public static async Task<string?> OfEndAsync(ResourceLoggerService logs, string resource) =>
        await ReadAsync(logs, resource) is var lines && LastMessage(lines.Where(line => line.IsErrorMessage)) is { } message
            ? message : LastLogged(lines, "critical", "error") ?? LastMessage(lines);

    /// <summary>Returns the last logged error or warning of a running resource that is not ready; null if none exists.</summary>
    public static async Task<string?> OfDelayAsync(ResourceLoggerService logs, string resource) =>
        await ReadAsync(logs, resource) is var lines ? LastLogged(lines, "critical", "error") ?? LastLogged(lines, "warning") : null;

    private static async Task<List<LogLine>> ReadAsync(ResourceLoggerService logs, string resource)
    {
        var lines = new List<LogLine>();
        using var deadline = new CancellationTokenSource(ReadTimeout);
        try
        {
            await foreach (var batch in logs.GetAllAsync(resource).WithCancellation(deadline.Token))
            {
                lines.AddRange(batch.Select(line => line with { Content = WithoutTimestamp(line.Content) }));
            }
        }
        catch (OperationCanceledException)
        {
            // The lines read before the timeout are used.
        }

        return lines;
    }

    private static string? LastLogged(List<LogLine> lines, params string[] levels) =>
        lines.Select(line => Logged(line.Content, levels)).LastOrDefault(message => message is not null);

    private static string? Logged(string text, string[] levels)
    {
        if (!text.StartsWith('{'))
        {
            return null;
        }

        try
        {
            using var entry = JsonDocument.Parse(text);
            return entry.RootElement.TryGetProperty("level", out var level) && levels.Contains(level.GetString())
                && entry.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the last line that is not indented and the indented lines that follow it, without stack traces.</summary>
    private static string? LastMessage(IEnumerable<LogLine> lines)
    {
        var message = new List<string>();
        foreach (var text in lines.Select(line => line.Content).Where(text => !IsOfTrace(text)))
        {
            if (!char.IsWhiteSpace(text[0]))
            {
                message.Clear();
            }

            message.Add(text.Trim());
        }

        return message switch
        {
            [] => null,
            [var single] => single.StartsWith(Unhandled, StringComparison.Ordinal) ? single[Unhandled.Length..] : single,
            [var first, .. var rest] => $"{first} {string.Join("; ", rest)}",
        };
    }

    private static bool IsOfTrace(string text) => text.Trim() is var line
        && (line.Length == 0 || line.StartsWith("at ", StringComparison.Ordinal) || line.StartsWith("---", StringComparison.Ordinal));

    /// <summary>Removes the time that the orchestrator writes before each line.</summary>
    private static string WithoutTimestamp(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && DateTimeOffset.TryParse(line.AsSpan(0, end), out _) ? line[(end + 1)..] : line;
}
