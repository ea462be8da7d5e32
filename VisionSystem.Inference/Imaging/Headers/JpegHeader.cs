using System.Buffers.Binary;

namespace VisionSystem.Inference.Imaging;

/// <summary>Reads a JPEG's frame header and EXIF data (ITU-T T.81, annex B.2.2).</summary>
internal static class JpegHeader
{
    public static bool TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        byte orientation = 0;
        var framed = false;
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            var data = segments.Data;
            if (IsStartOfFrame(segments.Marker) && !framed)
            {
                if (data.Length < 6)
                {
                    break;
                }

                framed = true;
                header = new ImageHeader(
                    ImageFormat.Jpeg,
                    BinaryPrimitives.ReadUInt16BigEndian(data[3..]),
                    BinaryPrimitives.ReadUInt16BigEndian(data[1..]),
                    1,
                    data[5] switch { 1 => "gray", 3 => "rgb", 4 => "cmyk", _ => "" });
            }
            else if (segments.Marker == 0xE1 && orientation == 0 && data.StartsWith("Exif\0\0"u8))
            {
                orientation = ExifOrientation.Read(data);
            }
        }

        detail = !framed ? "The JPEG ends before its size is known."
            : header.Pixels == 0 ? "The JPEG says that it has no pixels."
            : header.ColorMode.Length == 0 ? "The JPEG has a number of colour components that is neither 1, 3 nor 4."
            : null;
        header = detail is null ? header with { Orientation = Math.Max((byte)1, orientation) } : default;
        return detail is null;
    }

    /// <summary>Whether an end marker follows the scans. One within a thumbnail does not count.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
        }

        return segments.Rest.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;
    }

    // C4, C8 and CC are tables and extensions, not frames.
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
