using System.Security.Cryptography;
using System.Text;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>A key for the encryption of images. Its id is derived from it, so that operators need not store ids with keys.</summary>
internal sealed class EncryptionKey
{
    /// <summary>Minimum number of characters of a text key.</summary>
    public const int MinTextLength = 16;

    private const int SecretBytes = 32;
    private const int IdBytes = 8;

    /// <summary>Iterations recommended by OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA256.</summary>
    private const int Rounds = 600_000;

    private readonly byte[] _secret;
    private readonly byte[] _id;

    private EncryptionKey(byte[] secret)
    {
        _secret = secret;
        _id = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdBytes, info: "VisionSystem key id"u8.ToArray());
    }

    /// <summary>Identifies the key without revealing it.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>
    /// Creates a key from 32 bytes in base64 or hex, or from any other text by PBKDF2-HMAC-SHA256 (600,000 rounds, salt
    /// "VisionSystem images"), which takes several hundred milliseconds.
    /// </summary>
    public static EncryptionKey Of(string text) => new(
        Bytes(text) ?? Rfc2898DeriveBytes.Pbkdf2(text, "VisionSystem images"u8, Rounds, HashAlgorithmName.SHA256, SecretBytes));

    /// <summary>Returns whether a text is long enough for a key.</summary>
    public static bool IsAcceptable(string text) => text.Length >= MinTextLength;

    /// <summary>Creates the cipher of one image; the caller disposes it.</summary>
    /// <param name="header">Header of the encrypted image (<see cref="EncryptedFormat"/>).</param>
    /// <param name="identity">Object key of the image.</param>
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
