using System.Collections.Concurrent;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One line that a resource wrote.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Keeps the last lines that each resource wrote.</summary>
public class ResourceLoggerService
{
    private const int KeptLines = 2000;

    private readonly ConcurrentDictionary<string, Backlog> _backlogs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The lines that are kept, oldest first, in one batch.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        if (_backlogs.TryGetValue(resourceName, out var backlog))
        {
            yield return backlog.Read();
        }
    }

    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.Name);

    internal void Add(string resourceName, string line, bool isError) => _backlogs.GetOrAdd(resourceName, _ => new()).Add(line, isError);

    private sealed class Backlog
    {
        private readonly Queue<LogLine> _lines = new();
        private int _count;

        public void Add(string line, bool isError)
        {
            lock (_lines)
            {
                _lines.Enqueue(new(++_count, line, isError));
                if (_lines.Count > KeptLines)
                {
                    _lines.Dequeue();
                }
            }
        }

        public List<LogLine> Read()
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }
}
