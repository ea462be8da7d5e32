namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>
/// Stores bytes under keys of folder names and a name, joined by slashes. Stored objects are always complete. Thread-safe. An
/// unavailable store throws <see cref="StoreUnavailableException"/>.
/// </summary>
internal interface IObjectStore
{
    /// <summary>Prepares the store before the first request. An unavailable store is logged and retried at the next operation.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Begins an upload whose key is given later.</summary>
    ObjectUpload BeginUpload();

    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Opens an object as a seekable stream that the caller disposes; null if it does not exist.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Moves an object to another key, replacing any object with that key, and sets its time to now.</summary>
    /// <returns>False if the object does not exist.</returns>
    Task<bool> MoveAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Deletes an object if it exists.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes a folder without objects, where the store has folders.</summary>
    /// <param name="folder">Prefix that ends in a slash.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task RemoveFolderAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Lists the names of the direct subfolders, in ordinal order.</summary>
    /// <param name="folder">Prefix that ends in a slash; empty for the root.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Lists all objects below a folder, in ordinal order of their keys.</summary>
    /// <param name="folder">Prefix that ends in a slash.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Creates a temporary public URL of an object; null if the store has no such URLs.</summary>
    Uri? Link(string key, string contentType, TimeSpan lifetime);

    /// <summary>Verifies that the store works and reports its state.</summary>
    /// <exception cref="Exception">The store cannot be used.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>Metadata of a stored object.</summary>
/// <param name="Key">Object key.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="ModifiedAt">Time at which the object got its key, by the clock of the store.</param>
internal sealed record StoredObject(string Key, long Bytes, DateTimeOffset ModifiedAt);

/// <summary>An upload in progress. Disposing it without a commit discards the bytes.</summary>
internal abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Stream for the bytes, which are buffered on disk.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Stores the written bytes as an object, atomically; durable on return.</summary>
    public abstract Task CommitAsync(string key, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
