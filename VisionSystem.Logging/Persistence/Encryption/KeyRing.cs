namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>The configured encryption keys.</summary>
internal sealed class KeyRing(EncryptionOptions options)
{
    private readonly EncryptionKey[] _keys = [.. options.EncryptionKey.Items.Select(EncryptionKey.Of)];

    /// <summary>The key for new images; null if encryption is off.</summary>
    public EncryptionKey? Current => _keys.FirstOrDefault();

    /// <summary>Returns the key with the given id; null if it is not configured.</summary>
    public EncryptionKey? Find(ReadOnlySpan<byte> id)
    {
        foreach (var key in _keys)
        {
            if (key.Id.SequenceEqual(id))
            {
                return key;
            }
        }

        return null;
    }
}
