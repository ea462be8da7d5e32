using System.Security.Cryptography;

namespace VisionSystem.Logging.Persistence;

/// <summary>
/// The id of a prediction's row in <c>image_processing</c>: a UUIDv7 (RFC 9562) of the same millisecond whose random bits are
/// taken from the SHA-256 of the prediction's id, so that a repeated delivery has the same row id and ids remain in time order.
/// </summary>
internal static class ImageRowId
{
    private const int TimestampBytes = 6;

    public static Guid Of(Guid predictionId)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        predictionId.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        hash[..(id.Length - TimestampBytes)].CopyTo(id[TimestampBytes..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
