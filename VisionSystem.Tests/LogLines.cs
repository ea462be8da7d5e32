using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace VisionSystem.Tests;

/// <summary>Records the log entries of a service.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message, Exception? Exception)> _entries = new();

    public IReadOnlyList<string> Messages => [.. _entries.Select(entry => entry.Message)];

    /// <summary>Level, message and exception of each entry.</summary>
    public IReadOnlyList<string> All => [.. _entries.Select(entry => $"{entry.Level}: {entry.Message} {entry.Exception}".TrimEnd())];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
