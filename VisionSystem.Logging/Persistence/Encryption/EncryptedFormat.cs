using System.Buffers.Binary;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>
/// The format of an encrypted image in a store. A header of 48 bytes:
/// <code>
///  0  8  89 56 49 53 0D 0A 1A 01   magic number; its last byte is the format version
///  8  8  key id                    id of the encryption key (<see cref="EncryptionKey.Id"/>)
/// 16 32  salt                      random for each image
/// </code>
/// then the image in chunks of 65,536 bytes, the last one shorter (an empty image has one empty chunk), each encrypted with
/// AES-256-GCM and followed by its tag of 16 bytes. The AES key of the image is HKDF-SHA256 (RFC 5869) of the key, the salt and,
/// as info, bytes 0..15 of the header and the <see cref="ImageKey"/> of the image in UTF-8, so that one image cannot
/// replace another. A chunk's nonce of 12 bytes is its number, big-endian in 8 bytes, three zeros, and 1 for the last
/// chunk or 0 for any other, so that swapped, missing and truncated chunks are detected (the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizár, 2015).
/// </summary>
internal static class EncryptedFormat
{
    public const int HeaderBytes = 48;
    public const int ChunkBytes = 65_536;
    public const int TagBytes = 16;
    public const int EncryptedChunkBytes = ChunkBytes + TagBytes;
    public const int NonceBytes = 12;

    /// <summary>Length of magic number and key id, which enter the key derivation beside the salt.</summary>
    public const int PrefixBytes = 16;

    /// <summary>No image format starts with these bytes. Like the PNG signature, they reveal damage by transfers in text mode.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'V', (byte)'I', (byte)'S', 0x0D, 0x0A, 0x1A, 0x01];

    /// <summary>Returns the length of an image from the length of its encrypted object; negative for a truncated object.</summary>
    public static long PlainLength(long sealedLength)
    {
        var body = sealedLength - HeaderBytes;
        return body - (Math.Max(1, (body + EncryptedChunkBytes - 1) / EncryptedChunkBytes) * TagBytes);
    }

    /// <summary>Returns the length of the encrypted object from the length of its image.</summary>
    public static long EncryptedLength(long plainLength) =>
        HeaderBytes + plainLength + (Math.Max(1, (plainLength + ChunkBytes - 1) / ChunkBytes) * TagBytes);

    public static void WriteNonce(Span<byte> nonce, long chunk, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce, chunk);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}
