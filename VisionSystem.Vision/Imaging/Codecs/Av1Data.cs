namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Takes out of an AVIF's coded data what its picture is decoded from.</summary>
internal static class Av1Data
{
    /// <summary>AV1 has four spatial layers at most, which is the only use of more than one frame in a still picture (section 6.4.1).</summary>
    private const int MostFrames = 4;

    /// <summary>
    /// Copies sequence header, frames and tile groups. Left out are metadata, which a decoder keeps, padding and units of no
    /// meaning; what would make it decode more than the header told is refused.
    /// </summary>
    /// <param name="data">All of the item's bytes.</param>
    /// <param name="target">At least as long.</param>
    /// <param name="written">Bytes written.</param>
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
                units.Whole.CopyTo(target[written..]);
                written += units.Whole.Length;
            }
        }

        return !units.Failed && !header.IsEmpty && frames is > 0 and <= MostFrames;
    }
}
