namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>Bytes on their way into a store. Disposed without a key, they are gone.</summary>
internal abstract class ObjectDraft : IAsyncDisposable
{
    /// <summary>Where the bytes go; not in memory.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Makes what was written an object, whole or not at all; durable on return.</summary>
    public abstract Task CommitAsync(string key, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
