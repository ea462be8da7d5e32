namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Extracts from an AVIF's coded data the units that its image is decoded from.</summary>
internal static class Av1Data
{
    /// <summary>AV1 has at most four spatial layers, the only reason for more than one frame in a still image (section 6.4.1).</summary>
    private const int MaxFrames = 4;

    /// <summary>
    /// Copies the sequence header, frames and tile groups. Metadata, padding and reserved units are omitted, because decoders
    /// store them. Data that would decode to more than the header states is rejected.
    /// </summary>
    /// <param name="data">All bytes of the item.</param>
    /// <param name="target">The destination, at least as long as the data.</param>
    /// <param name="written">The number of bytes written.</param>
    public static bool TryCopy(ReadOnlySpan<byte> data, Span<byte> target, out int written)
    {
        written = 0;
        var frames = 0;
        ReadOnlySpan<byte> header = default;
        var units = new Av1Units(data);
        while (units.MoveNext())
        {
            var isHeader = units.Type == Av1Units.SequenceHeader;
            if (isHeader && header.IsEmpty)
            {
                header = units.Data;
            }
            else if (isHeader && !units.Data.SequenceEqual(header))
            {
                return false;
            }

            frames += units.Type is Av1Units.FrameHeader or Av1Units.Frame ? 1 : 0;
            if (units.Type is Av1Units.SequenceHeader or Av1Units.FrameHeader or Av1Units.Frame or Av1Units.TileGroup)
            {
                units.Unit.CopyTo(target[written..]);
                written += units.Unit.Length;
            }
        }

        return !units.Failed && !header.IsEmpty && frames is > 0 and <= MaxFrames;
    }
}
