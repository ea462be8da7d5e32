namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>An upload in progress. Disposing it without a commit discards the bytes.</summary>
internal abstract class ObjectDraft : IAsyncDisposable
{
    /// <summary>Stream for the bytes, which are buffered on disk.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Stores the written bytes as an object, atomically; durable on return.</summary>
    public abstract Task CommitAsync(string key, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
