namespace VisionSystem.Logging.Persistence;

/// <summary>
/// Stores images under the SHA-256 of their bytes, separately for each tenant. Stored images are complete and immutable.
/// Thread-safe. Callers validate tenant names and hashes. An unavailable store throws
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal interface IImageStore
{
    /// <summary>Returns whether the image is stored; a quarantined image does not count.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="sha256">SHA-256 of the image, lower-case hex.</param>
    /// <param name="bytes">Expected length in bytes. A stored image with another length is damaged and counts as missing.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    Task<bool> ContainsAsync(string tenant, string sha256, long bytes, CancellationToken cancellationToken);

    /// <summary>Reads an image once to its end, in bounded memory. The image is stored only when the result is committed.</summary>
    Task<ReceivedImage> ReceiveAsync(string tenant, string sha256, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens an image as a seekable stream that the caller disposes; null if it does not exist. Quarantined images are included.</summary>
    Task<Stream?> OpenAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// Creates a temporary public URL of the image. Returns null if the store has no such URLs, or if the image is encrypted or
    /// does not exist.
    /// </summary>
    Task<Uri?> LinkAsync(string tenant, string sha256, string contentType, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Lists the tenants that have images, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken);

    /// <summary>Lists the images of a tenant, in ordinal order of their hashes.</summary>
    IAsyncEnumerable<StoredImage> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the quarantined copies of a tenant, ordered by hash and then by time of quarantine, which is also their modification
    /// time. An image that was uploaded and quarantined repeatedly has several copies.
    /// </summary>
    IAsyncEnumerable<StoredImage> ListQuarantinedAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Moves an image into quarantine, where it remains readable until it is deleted.</summary>
    /// <returns>False if the image does not exist.</returns>
    Task<bool> QuarantineAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// Restores a quarantined image. The quarantined copy remains until the restored image is safe, because another replica that
    /// quarantines it concurrently may still delete it at its original key.
    /// </summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="quarantined">Quarantined copy, as listed.</param>
    /// <param name="before">Time before which both copies must have been stored for the quarantined one to be deleted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Whether the image was restored; false if it exists at its original key.</returns>
    Task<bool> RestoreAsync(string tenant, StoredImage quarantined, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Deletes one quarantined copy permanently. Other copies of the image remain.</summary>
    Task RemoveAsync(StoredImage quarantined, CancellationToken cancellationToken);

    /// <summary>Deletes all images of a tenant permanently, with the quarantined ones.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="report">Receives the number of deleted images, batch by batch.</param>
    /// <param name="cancellationToken">Cancels between images; the deleted ones remain deleted.</param>
    /// <returns>The number of deleted images.</returns>
    Task<long> RemoveAllAsync(string tenant, Func<long, Task> report, CancellationToken cancellationToken);

    /// <summary>Verifies by a write that images can be stored, and reports the state of the store.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>A stored image.</summary>
/// <param name="Key">Object key.</param>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
/// <param name="ModifiedAt">Time at which the object got its key, by the clock of the store.</param>
internal sealed record StoredImage(string Key, string Sha256, DateTimeOffset ModifiedAt);
