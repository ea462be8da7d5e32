using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence;

/// <summary>A received image that is not stored yet. Disposing it without a commit discards it.</summary>
/// <param name="upload">Upload with the bytes, encrypted if configured.</param>
/// <param name="key">Object key.</param>
/// <param name="bytes">Length of the image in bytes.</param>
/// <param name="hasExpectedHash">Whether the hash of the bytes equals the expected one.</param>
internal sealed class ReceivedImage(ObjectUpload upload, string key, long bytes, bool hasExpectedHash) : IAsyncDisposable
{
    public long Bytes => bytes;

    public bool HasExpectedHash => hasExpectedHash;

    /// <summary>Stores the image; durable on return. Requires a matching hash.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => hasExpectedHash
        ? upload.CommitAsync(key, cancellationToken)
        : throw new InvalidOperationException("An image whose hash differs from its key cannot be stored.");

    public ValueTask DisposeAsync() => upload.DisposeAsync();
}
