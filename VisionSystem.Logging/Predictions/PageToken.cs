using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace VisionSystem.Logging.Predictions;

/// <summary>
/// The URL-safe text of a <see cref="PagePlace"/>: base64url of a format byte, the time in ticks and the id. It holds no
/// secret: whoever may read the list may name any place in it.
/// </summary>
internal static class PageToken
{
    private const byte Format = 1;
    private const int Length = 1 + sizeof(long) + 16;

    public static string Encode(PagePlace place)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], place.CreatedAt.UtcTicks);
        place.Id.TryWriteBytes(bytes[9..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False for anything that <see cref="Encode"/> did not make.</summary>
    public static bool TryDecode(string text, out PagePlace place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != Length
            || bytes[0] != Format)
        {
            return false;
        }
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        if (ticks < DateTimeOffset.MinValue.Ticks || ticks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }
        place = new PagePlace(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[9..], bigEndian: true));
        return true;
    }
}
