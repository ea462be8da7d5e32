using System.Security.Cryptography;
using System.Text;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>A key that images are encrypted with. Its id follows from it, so that nobody has to keep ids and keys together.</summary>
internal sealed class EncryptionKey
{
    /// <summary>The fewest characters of a key that is a text rather than 32 bytes.</summary>
    public const int MinTextLength = 16;

    private const int SecretBytes = 32;
    private const int IdBytes = 8;

    /// <summary>What OWASP's Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA256.</summary>
    private const int Rounds = 600_000;

    private readonly byte[] _secret;
    private readonly byte[] _id;

    private EncryptionKey(byte[] secret)
    {
        _secret = secret;
        _id = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdBytes, info: "VisionSystem key id"u8.ToArray());
    }

    /// <summary>The same for the same key, different for others; tells nothing of it.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>
    /// 32 bytes in base64 or hex as they are; any other text stretched by PBKDF2-HMAC-SHA256 (600,000 rounds, salt
    /// "VisionSystem images"), which takes a good part of a second.
    /// </summary>
    public static EncryptionKey Of(string text) => new(
        Bytes(text) ?? Rfc2898DeriveBytes.Pbkdf2(text, "VisionSystem images"u8, Rounds, HashAlgorithmName.SHA256, SecretBytes));

    /// <summary>Whether a text can be a key.</summary>
    public static bool IsAcceptable(string text) => text.Length >= MinTextLength;

    /// <summary>The cipher of one image; the caller disposes it.</summary>
    /// <param name="header">The header of the sealed image, <see cref="EncryptedFormat"/>.</param>
    /// <param name="identity">The image's key in the store.</param>
    public AesGcm CipherOf(ReadOnlySpan<byte> header, string identity)
    {
        Span<byte> key = stackalloc byte[SecretBytes];
        byte[] info = [.. header[..EncryptedFormat.PrefixBytes], .. Encoding.UTF8.GetBytes(identity)];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, header[EncryptedFormat.PrefixBytes..EncryptedFormat.HeaderBytes], info);
        return new AesGcm(key, EncryptedFormat.TagBytes);
    }

    private static byte[]? Bytes(string text)
    {
        if (text.Length == 2 * SecretBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        var bytes = new byte[SecretBytes];
        return Convert.TryFromBase64String(text, bytes, out var count) && count == SecretBytes ? bytes : null;
    }
}
