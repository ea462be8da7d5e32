using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging;

/// <summary>Enumerates the scans of a JPEG (ITU-T T.81, annex B.2.3) without decoding them.</summary>
internal static class JpegScans
{
    /// <summary>The maximum number of scans, ten times that of usual progressive files: a few bytes of a scan cost a pass over all blocks.</summary>
    public const int MaxScans = 100;

    /// <summary>The coefficients of a block, one bit each.</summary>
    private const ulong AllCoefficients = ulong.MaxValue;
    private const int MaxComponents = 4;

    /// <summary>
    /// Returns the number of scans of a file. A baseline file with one scan for all components counts as one without a
    /// search, because codecs read no further scans of it.
    /// </summary>
    public static int Count(ReadOnlySpan<byte> file)
    {
        byte process = 0;
        var components = 0;
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            if (JpegHeader.IsStartOfFrame(segments.Marker) && segments.Data.Length >= 6)
            {
                (process, components) = (segments.Marker, segments.Data[5]);
            }
        }

        var scans = segments.Rest;
        return process != JpegHeader.Progressive && scans.Length > 2 && scans[2] == components
            ? 1
            : 1 + scans.Count((ReadOnlySpan<byte>)[0xFF, 0xDA]);
    }

    /// <summary>
    /// True if the scan headers cover every coefficient of every component at full precision. A file truncated between two
    /// scans decodes without an error, but incompletely.
    /// </summary>
    public static bool CoverAllCoefficients(ReadOnlySpan<byte> file)
    {
        Span<byte> ids = stackalloc byte[MaxComponents];
        Span<ulong> missing = stackalloc ulong[MaxComponents];
        var (components, progressive) = (0, false);
        for (var rest = file[2..]; TryNext(ref rest, out var marker, out var data);)
        {
            if (JpegHeader.IsStartOfFrame(marker) && components == 0 && data.Length >= 6)
            {
                progressive = marker == JpegHeader.Progressive;
                components = Math.Min(MaxComponents, Math.Min(data[5], (data.Length - 6) / 3));
                for (var i = 0; i < components; i++)
                {
                    (ids[i], missing[i]) = (data[6 + (3 * i)], AllCoefficients);
                }
            }
            else if (marker == 0xDA && data.Length >= 1 && data.Length >= 4 + (2 * data[0]))
            {
                var last = data[(1 + (2 * data[0]))..];
                var found = !progressive ? AllCoefficients : (last[2] & 15) != 0 ? 0 : CoefficientRange(last[0], last[1]);
                for (var i = 0; i < data[0]; i++)
                {
                    var component = ids[..components].IndexOf(data[1 + (2 * i)]);
                    if (component >= 0)
                    {
                        missing[component] &= ~found;
                    }
                }
            }
        }

        return components > 0 && !missing[..components].ContainsAnyExcept(0UL);
    }

    private static ulong CoefficientRange(int first, int last) => first > last || last > 63
        ? 0
        : (AllCoefficients >> (63 - last)) & (AllCoefficients << first);

    // Entropy-coded bytes contain no markers: an FF among them is followed by 0 or a restart marker.
    private static bool TryNext(ref ReadOnlySpan<byte> rest, out byte marker, out ReadOnlySpan<byte> data)
    {
        while (true)
        {
            var mark = rest.IndexOf((byte)0xFF);
            rest = mark < 0 ? [] : rest[mark..].TrimStart((byte)0xFF);
            if (rest.IsEmpty)
            {
                marker = 0;
                data = [];
                return false;
            }

            marker = rest[0];
            rest = rest[1..];
            if (marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            var length = rest.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(rest);
            var whole = marker != 0xD9 && length >= 2 && length <= rest.Length;
            data = whole ? rest[2..length] : [];
            rest = whole ? rest[length..] : [];
            return whole;
        }
    }
}
