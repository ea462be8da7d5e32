using System.Text.Json;

namespace VisionSystem.AppHost.Startup;

/// <summary>Finds the reason of a failed start in what a resource wrote.</summary>
internal static class FailureReason
{
    private static readonly string[] ErrorLevels = ["error", "critical", "fatal"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The last error that a service logged, else the last line on standard error, else the last line of all; null if there is none.</summary>
    public static async Task<string?> FindAsync(ResourceLoggerService logs, string resource)
    {
        using var deadline = new CancellationTokenSource(Patience);
        string? error = null, errorLine = null, line = null;
        try
        {
            await foreach (var batch in logs.GetAllAsync(resource).WithCancellation(deadline.Token))
            {
                foreach (var (_, content, isError) in batch)
                {
                    var text = WithoutTimestamp(content);
                    if (text.Length == 0 || char.IsWhiteSpace(text[0]))
                    {
                        continue;
                    }

                    line = text;
                    errorLine = isError ? text : errorLine;
                    error = LoggedError(text) ?? error;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was read until now has to do.
        }

        return error ?? errorLine ?? line;
    }

    private static string? LoggedError(string text)
    {
        if (text[0] != '{')
        {
            return null;
        }

        try
        {
            using var entry = JsonDocument.Parse(text);
            return entry.RootElement.TryGetProperty("level", out var level) && ErrorLevels.Contains(level.GetString())
                && entry.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The orchestrator writes the time before each line.</summary>
    private static string WithoutTimestamp(string line) =>
        line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && DateTimeOffset.TryParse(line.AsSpan(0, end), out _) ? line[(end + 1)..] : line;
}
