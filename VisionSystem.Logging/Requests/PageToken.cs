using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace VisionSystem.Logging.Requests;

/// <summary>
/// A URL-safe position in the results of one search: base64url of a format byte, the id of the last prediction returned and
/// the search's fingerprint. It contains no secret: a caller who may search may request any position.
/// </summary>
internal static class PageToken
{
    private const byte Format = 2;
    private const int Length = 1 + 16 + sizeof(ulong);

    public static string Encode(Guid last, ulong fingerprint)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Format;
        last.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[17..], fingerprint);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Returns false if <see cref="Encode"/> did not create the token for this search.</summary>
    public static bool TryDecode(string text, ulong fingerprint, out Guid last)
    {
        last = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != Length
            || bytes[0] != Format
            || BinaryPrimitives.ReadUInt64BigEndian(bytes[17..]) != fingerprint)
        {
            return false;
        }

        last = new Guid(bytes[1..17], bigEndian: true);
        return true;
    }
}
