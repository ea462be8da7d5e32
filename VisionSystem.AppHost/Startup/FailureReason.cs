using System.Text.Json;

namespace VisionSystem.AppHost.Startup;

/// <summary>Finds the reason of a failed or slow start in what a resource wrote.</summary>
internal static class FailureReason
{
    private const string Unhandled = "Unhandled exception. ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Of a resource that has ended: the last message on standard error, else the last error that it logged; null if there is none.</summary>
    public static async Task<string?> OfEndAsync(ResourceLoggerService logs, string resource) =>
        await ReadAsync(logs, resource) is var lines && LastMessage(lines.Where(line => line.IsErrorMessage)) is { } message
            ? message : LastLogged(lines, "critical", "error") ?? LastMessage(lines);

    /// <summary>Of a resource that runs and is not ready: the last error or warning that it logged; null if there is none.</summary>
    public static async Task<string?> OfDelayAsync(ResourceLoggerService logs, string resource) =>
        await ReadAsync(logs, resource) is var lines ? LastLogged(lines, "critical", "error") ?? LastLogged(lines, "warning") : null;

    private static async Task<List<LogLine>> ReadAsync(ResourceLoggerService logs, string resource)
    {
        var lines = new List<LogLine>();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var batch in logs.GetAllAsync(resource).WithCancellation(deadline.Token))
            {
                lines.AddRange(batch.Select(line => line with { Content = WithoutTimestamp(line.Content) }));
            }
        }
        catch (OperationCanceledException)
        {
            // What was read until now has to do.
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

    /// <summary>The last line that is not indented, with the indented ones that follow it; without stack traces.</summary>
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

    /// <summary>The orchestrator writes the time before each line.</summary>
    private static string WithoutTimestamp(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && DateTimeOffset.TryParse(line.AsSpan(0, end), out _) ? line[(end + 1)..] : line;
}
