namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>Serializes work on the same key; work on different keys runs concurrently, with rare exceptions. Thread-safe.</summary>
internal sealed class StripedLock
{
    /// <summary>Number of locks; large enough that concurrent keys seldom share one.</summary>
    private const int Count = 256;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    public async Task RunAsync(string key, Func<Task> work, CancellationToken cancellationToken)
    {
        var keyLock = _locks[(uint)string.GetHashCode(key, StringComparison.Ordinal) % Count];
        await keyLock.WaitAsync(cancellationToken);
        try
        {
            await work();
        }
        finally
        {
            keyLock.Release();
        }
    }
}
