namespace VisionSystem.Logging.Persistence;

/// <summary>
/// Keeps images under the SHA-256 of their bytes, apart for each tenant. What is there is whole and never rewritten.
/// Thread-safe. Tenant names and hashes are valid when they get here. A store that does not answer is a
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal interface IImageStore
{
    /// <summary>Whether the image is there; one that is set aside is not.</summary>
    /// <param name="tenant">Whose image.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="bytes">Its length as the sender says: what is stored with another length is damaged, and counts as not there.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    Task<bool> ContainsAsync(string tenant, string sha256, long bytes, CancellationToken cancellationToken);

    /// <summary>Reads an image once to its end, in bounded memory. It is in the store when it is kept, and not before.</summary>
    Task<ReceivedImage> ReceiveAsync(string tenant, string sha256, Stream content, CancellationToken cancellationToken);

    /// <summary>The image as a seekable stream that the caller disposes; null when it is not there. One that is set aside is still there.</summary>
    Task<Stream?> OpenAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// An address at which anyone may read the image for a while; null where there is none, because the store gives none or
    /// because the image is encrypted or not there.
    /// </summary>
    Task<Uri?> LinkAsync(string tenant, string sha256, string contentType, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>The tenants that have images, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken);

    /// <summary>A tenant's images by hash, in ordinal order.</summary>
    IAsyncEnumerable<StoredImage> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>
    /// The copies that were set aside, by hash and then by age; their time is when that was. An image that came again and was set
    /// aside again has several.
    /// </summary>
    IAsyncEnumerable<StoredImage> ListQuarantinedAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Puts an image where it can still be read but is to be removed.</summary>
    /// <returns>False when it is not there.</returns>
    Task<bool> QuarantineAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// Puts an image back that was set aside. What is aside stays there until the image is known to be safe in its place:
    /// another replica that is just setting it aside may still have to remove it there.
    /// </summary>
    /// <param name="tenant">Whose image.</param>
    /// <param name="aside">The image, as it was listed.</param>
    /// <param name="before">An image that has been both aside and in its place since then is safe.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it was put back; false when it is in its place.</returns>
    Task<bool> RestoreAsync(string tenant, StoredImage aside, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Removes a copy that was set aside, for good, and no other copy of that image.</summary>
    Task RemoveAsync(StoredImage aside, CancellationToken cancellationToken);

    /// <summary>Proves that images can be kept and says what the store looks like.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>An image that is stored.</summary>
/// <param name="Key">Where it is.</param>
/// <param name="Sha256">Its hash.</param>
/// <param name="ModifiedAt">Since when it is where it is, by the store's clock.</param>
internal sealed record StoredImage(string Key, string Sha256, DateTimeOffset ModifiedAt);
