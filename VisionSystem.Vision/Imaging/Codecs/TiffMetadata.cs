using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>Removes metadata from a TIFF (TIFF 6.0) by omitting it from the first directory, and all further pages.</summary>
internal static class TiffMetadata
{
    /// <summary>Copies a TIFF and reduces its first directory to the tags needed for decoding.</summary>
    /// <param name="file">The complete file.</param>
    /// <param name="target">The destination, at least as long as the file.</param>
    /// <returns>The number of bytes written.</returns>
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

        // Clears the offset of the next page. Entries that reach the end of the file leave no room for one.
        var next = target[(page.Start + (kept * TiffDirectory.EntrySize))..file.Length];
        next[..Math.Min(4, next.Length)].Clear();
        return file.Length;
    }

    // Sizes, strips, tiles, compression, colours: TIFF 6.0, including its later sections for 338 and 347.
    private static bool IsNeeded(ushort tag) => tag is
        (>= 256 and <= 259) or 262 or 266 or 273 or (>= 277 and <= 279) or 284 or 292 or 293 or 317 or 320 or (>= 322 and <= 325)
        or 332 or 338 or 339 or 347 or (>= 529 and <= 532);
}
