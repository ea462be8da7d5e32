using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence;

/// <summary>An image that was read and is not in the store yet. Disposed without being kept, it is gone.</summary>
/// <param name="draft">Its bytes as the store keeps them.</param>
/// <param name="key">Its key in the store.</param>
/// <param name="bytes">Its length.</param>
/// <param name="isGenuine">Whether it has the hash that it was sent under.</param>
internal sealed class ReceivedImage(ObjectDraft draft, string key, long bytes, bool isGenuine) : IAsyncDisposable
{
    public long Bytes => bytes;

    public bool IsGenuine => isGenuine;

    /// <summary>Puts it into the store; durable on return. Only for a genuine one.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => isGenuine
        ? draft.CommitAsync(key, cancellationToken)
        : throw new InvalidOperationException("A photo is not kept under a hash that it does not have.");

    public ValueTask DisposeAsync() => draft.DisposeAsync();
}
