using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence;

/// <summary>A received image that is not stored yet. Disposing it without a commit discards it.</summary>
/// <param name="draft">Upload with the bytes, encrypted if configured.</param>
/// <param name="key">Object key.</param>
/// <param name="bytes">Length of the image in bytes.</param>
/// <param name="isGenuine">Whether the hash of the bytes equals the expected one.</param>
internal sealed class ReceivedImage(ObjectDraft draft, string key, long bytes, bool isGenuine) : IAsyncDisposable
{
    public long Bytes => bytes;

    public bool IsGenuine => isGenuine;

    /// <summary>Stores the image; durable on return. Requires a matching hash.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => isGenuine
        ? draft.CommitAsync(key, cancellationToken)
        : throw new InvalidOperationException("An image whose hash differs from its key cannot be stored.");

    public ValueTask DisposeAsync() => draft.DisposeAsync();
}
