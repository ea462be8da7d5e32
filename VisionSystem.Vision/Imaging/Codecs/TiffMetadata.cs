using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Removes metadata from a TIFF (TIFF 6.0) by leaving it out of the first directory, and all further pages.</summary>
internal static class TiffMetadata
{
    /// <summary>Copies a TIFF whose first directory names only what its page is decoded by.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="target">At least as long as the file.</param>
    /// <returns>Bytes written.</returns>
    public static int CopyWithout(ReadOnlySpan<byte> file, Span<byte> target)
    {
        file.CopyTo(target);
        if (!TiffDirectory.TryRead(file, out var page))
        {
            return file.Length;
        }

        var kept = 0;
        for (var i = 0; i < page.Count; i++)
        {
            if (IsNeeded(page.TagAt(i)))
            {
                file.Slice(page.Start + (i * TiffDirectory.EntrySize), TiffDirectory.EntrySize).CopyTo(target[(page.Start + (kept++ * TiffDirectory.EntrySize))..]);
            }
        }

        if (TiffDirectory.IsBigEndian(file))
        {
            BinaryPrimitives.WriteUInt16BigEndian(target[(page.Start - 2)..], (ushort)kept);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[(page.Start - 2)..], (ushort)kept);
        }

        // Where the next page would be named. The entries may reach to the end of the file, in which case there is none.
        var next = target[(page.Start + (kept * TiffDirectory.EntrySize))..file.Length];
        next[..Math.Min(4, next.Length)].Clear();
        return file.Length;
    }

    // Sizes, strips, tiles, compression, colours. TIFF 6.0 and, for 338 and 347, its later sections.
    private static bool IsNeeded(ushort tag) => tag is
        (>= 256 and <= 259) or 262 or 266 or 273 or (>= 277 and <= 279) or 284 or 292 or 293 or 317 or 320 or (>= 322 and <= 325)
        or 332 or 338 or 339 or 347 or (>= 529 and <= 532);
}
