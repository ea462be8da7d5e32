namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>The keys in use.</summary>
internal sealed class KeyRing(EncryptionOptions options)
{
    private readonly EncryptionKey[] _keys = [.. options.EncryptionKey.Items.Select(EncryptionKey.Of)];

    /// <summary>The key that encrypts; null when images are kept as they are.</summary>
    public EncryptionKey? Current => _keys.FirstOrDefault();

    /// <summary>The key of an id, new or old.</summary>
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
