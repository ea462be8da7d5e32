namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>Serializes work on the same key; work on different keys runs concurrently, with rare exceptions. Thread-safe.</summary>
internal sealed class StripedLock
{
    /// <summary>Number of locks; large enough that concurrent keys seldom share one.</summary>
    private const int Count = 256;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    public async Task RunAsync(string key, Func<Task> work, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)string.GetHashCode(key, StringComparison.Ordinal) % Count];
        await turn.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            turn.Release();
        }
    }
}
