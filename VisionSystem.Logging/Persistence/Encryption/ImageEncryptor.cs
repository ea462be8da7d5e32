namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>Encrypts images before they are stored, if keys are configured, and decrypts stored images that are encrypted.</summary>
internal sealed class ImageEncryptor(KeyRing keys)
{
    /// <summary>Creates a stream that encrypts into another one; null if encryption is off.</summary>
    /// <param name="destination">Output for the encrypted image.</param>
    /// <param name="identity">Object key of the image.</param>
    public EncryptingStream? TryEncrypt(Stream destination, string identity) =>
        keys.Current is { } key ? new EncryptingStream(destination, key, identity) : null;

    /// <summary>Returns the stored image, decrypted if necessary. Takes ownership of the stored stream, also on failure.</summary>
    /// <param name="stored">Stored object at its start; seekable.</param>
    /// <param name="identity">Object key of the image.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="InvalidDataException">The object is truncated or was modified.</exception>
    /// <exception cref="StoreUnavailableException">The key of the image is not configured.</exception>
    public async Task<Stream> DecryptAsync(Stream stored, string identity, CancellationToken cancellationToken)
    {
        try
        {
            var header = await ReadHeaderAsync(stored, cancellationToken);
            return header is null ? stored : Decrypt(stored, header, identity);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns whether the object is encrypted. Leaves the stream at its start.</summary>
    public static async Task<bool> IsEncryptedAsync(Stream stored, CancellationToken cancellationToken) =>
        await ReadHeaderAsync(stored, cancellationToken) is not null;

    /// <summary>Returns whether the lengths of an object and an image match, encrypted or not.</summary>
    public static bool CanHold(long storedBytes, long imageBytes) =>
        storedBytes == imageBytes || storedBytes == EncryptedFormat.EncryptedLength(imageBytes);

    /// <summary>Reads the header of an encrypted image; null for an unencrypted one. Leaves the stream at its start.</summary>
    /// <exception cref="InvalidDataException">The header is truncated.</exception>
    private static async Task<byte[]?> ReadHeaderAsync(Stream stored, CancellationToken cancellationToken)
    {
        var header = new byte[EncryptedFormat.HeaderBytes];
        var read = await stored.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        stored.Position = 0;
        if (!header.AsSpan(0, read).StartsWith(EncryptedFormat.Magic))
        {
            return null;
        }

        return read == header.Length ? header : throw new InvalidDataException("The stored image is truncated.");
    }

    private DecryptingStream Decrypt(Stream stored, byte[] header, string identity)
    {
        var id = header.AsSpan(EncryptedFormat.Magic.Length, EncryptedFormat.PrefixBytes - EncryptedFormat.Magic.Length);
        var key = keys.Find(id) ?? throw new StoreUnavailableException(
            $"{identity} is encrypted with the key of id {Convert.ToHexStringLower(id)}, which is not in CV_ENCRYPTION_KEY: append that key to the list");
        return new DecryptingStream(stored, key.CipherOf(header, identity));
    }
}
