namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>Lets work on one key happen in turn, while work on others goes on beside it. Thread-safe.</summary>
internal sealed class StripedLock
{
    /// <summary>So many that few keys that are at work together share a turn.</summary>
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
