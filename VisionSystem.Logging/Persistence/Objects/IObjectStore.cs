namespace VisionSystem.Logging.Persistence.Objects;

/// <summary>
/// Keeps bytes under keys: folder names and a name, joined by slashes. What is there is whole. Thread-safe. What keeps it
/// from answering for now is a <see cref="StoreUnavailableException"/>.
/// </summary>
internal interface IObjectStore
{
    /// <summary>Gets ready before the first request; a store that does not answer yet is logged, and tried again when it is needed.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>A place for bytes that have no key yet.</summary>
    ObjectDraft Draft();

    Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>The bytes as a seekable stream that the caller disposes; null when they are not there.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Gives an object another key, in place of what has it, and the present as its time.</summary>
    /// <returns>False when there is no such object.</returns>
    Task<bool> MoveAsync(string from, string to, CancellationToken cancellationToken);

    /// <summary>Removes an object; nothing happens when it is not there.</summary>
    Task RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>The names of the folders directly below one, in ordinal order.</summary>
    /// <param name="folder">Ends in a slash; empty for the topmost.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>All that is below a folder, by key in ordinal order.</summary>
    /// <param name="folder">Ends in a slash.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    IAsyncEnumerable<StoredObject> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>An address at which anyone may read an object for a while; null where the store gives none.</summary>
    Uri? Link(string key, string contentType, TimeSpan lifetime);

    /// <summary>Proves that the store works and says what it looks like.</summary>
    /// <exception cref="Exception">The store cannot be used.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a store knows of an object without reading it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ModifiedAt">When it got its key, by the store's clock.</param>
internal sealed record StoredObject(string Key, long Bytes, DateTimeOffset ModifiedAt);
