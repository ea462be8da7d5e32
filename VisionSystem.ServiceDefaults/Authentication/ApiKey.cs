using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>
/// The text of an API key, <c>vs_ENVIRONMENT_ID_SECRET_CHECKSUM</c>: a fixed prefix that secret scanners find, the public id to
/// look it up by, a secret of 190 bits, and the CRC-32 of everything before it, so that a mistyped key is rejected without a
/// lookup. Id, secret and checksum are base62. Only its SHA-256 is stored: the secret is random, so a slow password hash would
/// add nothing.
/// </summary>
/// <param name="Id">The public id.</param>
/// <param name="Text">The complete key, a secret.</param>
public sealed record ApiKey(string Id, string Text)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "vs_";

    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 12;
    private const int SecretLength = 32;
    private const int ChecksumLength = 6;
    private const int MaxEnvironmentLength = 8;
    private const int Tail = 1 + IdLength + 1 + SecretLength + 1 + ChecksumLength;
    private const int MaxLength = 3 + MaxEnvironmentLength + Tail;

    private static readonly SearchValues<char> Base62 = SearchValues.Create(Alphabet);

    /// <summary>Creates a key with a new id and secret.</summary>
    /// <param name="environment">1 to 8 lower-case letters and digits that tell installations apart: <c>live</c>, <c>test</c>.</param>
    public static ApiKey Create(string environment = "live")
    {
        var id = RandomNumberGenerator.GetString(Alphabet, IdLength);
        var body = $"{Prefix}{environment}_{id}_{RandomNumberGenerator.GetString(Alphabet, SecretLength)}_";
        return new ApiKey(id, body + Checksum(body));
    }

    /// <summary>Reads the public id of a key whose format and checksum are right.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="id">The id; empty where the text is no key.</param>
    public static bool TryReadId(ReadOnlySpan<char> text, out ReadOnlySpan<char> id)
    {
        id = [];
        if (text.Length is <= Tail or > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var tail = text[^Tail..];
        if (tail[0] != '_' || tail[1 + IdLength] != '_' || tail[^(ChecksumLength + 1)] != '_' || text[Prefix.Length..^Tail].Contains('_'))
        {
            return false;
        }

        var candidate = tail.Slice(1, IdLength);
        if (candidate.ContainsAnyExcept(Base62) || !text[^ChecksumLength..].SequenceEqual(Checksum(text[..^ChecksumLength])))
        {
            return false;
        }

        id = candidate;
        return true;
    }

    /// <summary>The SHA-256 of a key's text.</summary>
    /// <param name="text">The complete key.</param>
    /// <param name="hash">32 bytes.</param>
    public static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(Math.Min(text.Length, MaxSecretLength))];
        var count = Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, MaxSecretLength)], bytes);
        SHA256.HashData(bytes[..count], hash);
    }

    /// <summary>The longest text that is hashed; longer ones are no keys.</summary>
    public const int MaxSecretLength = 256;

    /// <summary>Names the key without its secret.</summary>
    public override string ToString() => $"{Prefix}…{Id}";

    private static string Checksum(ReadOnlySpan<char> body)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(body.Length)];
        var crc = Crc32.HashToUInt32(bytes[..Encoding.UTF8.GetBytes(body, bytes)]);
        Span<char> digits = stackalloc char[ChecksumLength];
        for (var index = ChecksumLength - 1; index >= 0; index--)
        {
            digits[index] = Alphabet[(int)(crc % 62)];
            crc /= 62;
        }

        return digits.ToString();
    }
}
