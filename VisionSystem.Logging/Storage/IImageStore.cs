namespace VisionSystem.Logging.Storage;

/// <summary>
/// Keeps photos under the SHA-256 of their bytes, apart for each tenant. What is there is whole and never rewritten.
/// Thread-safe. Tenant names and hashes are valid when they get here.
/// </summary>
internal interface IImageStore
{
    Task<bool> ContainsAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a photo, reading the stream once to its end in bounded memory; durable on return. Bytes of another hash leave
    /// nothing behind.
    /// </summary>
    Task<ImagePut> PutAsync(string tenant, string sha256, Stream content, CancellationToken cancellationToken);

    /// <summary>The photo as a seekable stream that the caller disposes; null when it is not there.</summary>
    Task<Stream?> OpenAsync(string tenant, string sha256, CancellationToken cancellationToken);

    /// <summary>Writes and removes a little something and says what the store looks like.</summary>
    /// <exception cref="Exception">The store cannot be written to.</exception>
    Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken);
}
