using System.Buffers.Binary;

namespace VisionSystem.Logging.Persistence;

/// <summary>
/// The id of a prediction, a UUIDv7 (RFC 9562, 5.7): its first 48 bits are the Unix time in milliseconds, so the order of ids
/// is the order of time. Time conditions and orders use the id, to the millisecond.
/// </summary>
internal static class PredictionId
{
    private const int TimestampBytes = 6;

    /// <summary>Returns the millisecond in the id, UTC; <see cref="DateTimeOffset.MaxValue"/> in milliseconds for later ids.</summary>
    public static DateTimeOffset TimeOf(Guid id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(Milliseconds(id), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Returns the lowest id of a millisecond: predictions from then on have this id or a higher one.</summary>
    public static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> timestamp = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(timestamp, Math.Max(0, time.ToUnixTimeMilliseconds()));
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        timestamp[^TimestampBytes..].CopyTo(id);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>Returns whether an id is a UUIDv7 of the given millisecond.</summary>
    public static bool IsOf(Guid id, DateTimeOffset time) => id.Version == 7 && Milliseconds(id) == time.ToUnixTimeMilliseconds();

    private static long Milliseconds(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
    }
}
