namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>Encrypts images on their way into a store, if keys are set, and decrypts whichever are encrypted on their way out.</summary>
internal sealed class ImageEncryptor(KeyRing keys)
{
    /// <summary>A stream that encrypts into another; null when images are kept as they are.</summary>
    /// <param name="destination">Where the sealed image goes.</param>
    /// <param name="identity">The image's key in the store.</param>
    public EncryptingStream? Seal(Stream destination, string identity) =>
        keys.Current is { } key ? new EncryptingStream(destination, key, identity) : null;

    /// <summary>The image that a store holds, decrypted if it is encrypted. Takes over the stored stream, also when it fails.</summary>
    /// <param name="stored">The object, at its start; seekable.</param>
    /// <param name="identity">The image's key in the store.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidDataException">It is cut short, or changed.</exception>
    /// <exception cref="StoreUnavailableException">Its key is not among those that are set.</exception>
    public async Task<Stream> UnsealAsync(Stream stored, string identity, CancellationToken cancellationToken)
    {
        try
        {
            var header = await ReadHeaderAsync(stored, cancellationToken);
            return header is null ? stored : Unseal(stored, header, identity);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the object is encrypted.</summary>
    public static async Task<bool> IsSealedAsync(Stream stored, CancellationToken cancellationToken) =>
        await ReadHeaderAsync(stored, cancellationToken) is not null;

    /// <summary>Whether an object of so many bytes can be an image of so many, encrypted or not.</summary>
    public static bool CanHold(long storedBytes, long imageBytes) =>
        storedBytes == imageBytes || storedBytes == EncryptedFormat.SealedLength(imageBytes);

    /// <summary>The header of a sealed image, null for any other; either way the stream is at its start again.</summary>
    /// <exception cref="InvalidDataException">It is cut short.</exception>
    private static async Task<byte[]?> ReadHeaderAsync(Stream stored, CancellationToken cancellationToken)
    {
        var header = new byte[EncryptedFormat.HeaderBytes];
        var read = await stored.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        stored.Position = 0;
        if (!header.AsSpan(0, read).StartsWith(EncryptedFormat.Magic))
        {
            return null;
        }

        return read == header.Length ? header : throw new InvalidDataException("The stored photo is cut short.");
    }

    private DecryptingStream Unseal(Stream stored, byte[] header, string identity)
    {
        var id = header.AsSpan(EncryptedFormat.Magic.Length, EncryptedFormat.PrefixBytes - EncryptedFormat.Magic.Length);
        var key = keys.Find(id) ?? throw new StoreUnavailableException(
            $"{identity} is encrypted with the key of id {Convert.ToHexStringLower(id)}, which is not in CV_ENCRYPTION_KEY: add it there behind the others");
        return new DecryptingStream(stored, key.CipherOf(header, identity));
    }
}
