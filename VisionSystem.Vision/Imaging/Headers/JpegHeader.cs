using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Reads a JPEG's frame header and EXIF data (ITU-T T.81, annex B.2.2).</summary>
internal static class JpegHeader
{
    /// <summary>The marker of a progressive frame.</summary>
    public const byte Progressive = 0xC2;

    private const string Advice = " is not supported; save it as a baseline or progressive JPEG of 8 bits, or as PNG.";

    public static ImageFault TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        byte orientation = 0;
        byte process = 0;
        byte precision = 0;
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            var data = segments.Data;
            if (IsStartOfFrame(segments.Marker) && process == 0)
            {
                if (data.Length < 6)
                {
                    break;
                }

                process = segments.Marker;
                precision = data[0];
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

        detail = process == 0 ? "The JPEG ends before its size is known."
            : header.Pixels == 0 ? "The JPEG's header states a size of 0 pixels."
            : header.ColorMode.Length == 0 ? "The JPEG has a number of colour components that is neither 1, 3 nor 4."
            : null;
        if (detail is not null)
        {
            header = default;
            return ImageFault.Corrupt;
        }

        header = header with { Orientation = Math.Max((byte)1, orientation), Truncated = !EndsIn(segments.Rest) };
        detail = Unsupported(process, precision);
        return detail is null ? ImageFault.None : ImageFault.Unsupported;
    }

    /// <summary>True if an end marker follows the scans. An end marker within a thumbnail does not count.</summary>
    public static bool HasEnd(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
        }

        return EndsIn(segments.Rest);
    }

    // C4, C8 and CC are tables and extensions, not frames.
    internal static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool EndsIn(ReadOnlySpan<byte> scans) => scans.LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0;

    // Table B.1: the processes that cameras, browsers and the available decoders do not support. An undefined precision is
    // damage.
    private static string? Unsupported(byte process, byte precision) => process switch
    {
        0xC3 => "This kind of JPEG (lossless)" + Advice,
        (>= 0xC5 and <= 0xC7) or (>= 0xCD and <= 0xCF) => "This kind of JPEG (hierarchical)" + Advice,
        >= 0xC9 => "This kind of JPEG (arithmetic-coded)" + Advice,
        _ => precision switch
        {
            12 => "This kind of JPEG (12-bit)" + Advice,
            16 => "This kind of JPEG (16-bit)" + Advice,
            _ => null,
        },
    };
}
