using System.Buffers.Binary;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>
/// How an encrypted image lies in a store. A header of 48 bytes:
/// <code>
///  0  8  89 56 49 53 0D 0A 1A 01   what it is; the last byte is the version of this format
///  8  8  key id                    which of the keys (<see cref="EncryptionKey.Id"/>)
/// 16 32  salt                      random for every image
/// </code>
/// then the image in chunks of 65,536 bytes, the last one shorter (an empty image has one empty chunk), each encrypted with
/// AES-256-GCM and followed by its tag of 16 bytes. The image's own AES key is HKDF-SHA256 (RFC 5869) of the key, the salt and,
/// as info, bytes 0..15 of the header and the image's <see cref="ImageKey"/> in UTF-8, so that one image cannot be
/// passed off as another. A chunk's nonce of 12 bytes is its number, big-endian in 8 bytes, three zeros, and 1 for the last
/// chunk or 0 for any other, so that chunks cannot be swapped, left out or cut off unseen (the STREAM construction of Hoang,
/// Reyhanitabar, Rogaway and Vizár, 2015).
/// </summary>
internal static class EncryptedFormat
{
    public const int HeaderBytes = 48;
    public const int ChunkBytes = 65_536;
    public const int TagBytes = 16;
    public const int SealedChunkBytes = ChunkBytes + TagBytes;
    public const int NonceBytes = 12;

    /// <summary>Magic and key id: what is bound into the image's key beside the salt.</summary>
    public const int PrefixBytes = 16;

    /// <summary>No format of images begins so; after PNG's, it shows what transfers as text break.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'V', (byte)'I', (byte)'S', 0x0D, 0x0A, 0x1A, 0x01];

    /// <summary>The length of the image in a sealed object of so many bytes; below 0 for one that is cut short.</summary>
    public static long PlainLength(long sealedLength)
    {
        var body = sealedLength - HeaderBytes;
        return body - (Math.Max(1, (body + SealedChunkBytes - 1) / SealedChunkBytes) * TagBytes);
    }

    /// <summary>The length of the sealed object of an image of so many bytes.</summary>
    public static long SealedLength(long plainLength) =>
        HeaderBytes + plainLength + (Math.Max(1, (plainLength + ChunkBytes - 1) / ChunkBytes) * TagBytes);

    public static void WriteNonce(Span<byte> nonce, long chunk, bool last)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce, chunk);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}
