using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Enumerates a JPEG's marker segments (ITU-T T.81, annex B) up to the first scan, in place. A segment truncated by the
/// file's end is returned shortened, as the last one.
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    private ReadOnlySpan<byte> _rest = file.Length > 2 ? file[2..] : [];

    /// <summary>The current segment's marker, without its FF.</summary>
    public byte Marker { get; private set; }

    /// <summary>The bytes after the current segment's length.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>The bytes after the current segment; after the last segment, the scans.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public bool MoveNext()
    {
        while (true)
        {
            // Decoders skip bytes that are not a marker, and any number of FF may pad a marker.
            var mark = _rest.IndexOf((byte)0xFF);
            _rest = mark < 0 ? [] : _rest[mark..].TrimStart((byte)0xFF);
            if (_rest.IsEmpty)
            {
                return false;
            }

            Marker = _rest[0];
            _rest = _rest[1..];
            if (Marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            var length = _rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_rest);
            if (Marker is 0xD9 or 0xDA || length < 2)
            {
                return false;
            }

            Data = _rest[2..Math.Min(length, _rest.Length)];
            _rest = _rest[Math.Min(length, _rest.Length)..];
            return true;
        }
    }
}
