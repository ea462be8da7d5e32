namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Reads the first page of a TIFF (TIFF 6.0). The variants of scanners and editors are accepted: integers of up to 16 bits,
/// up to four channels. The remaining tags determine the decoder's memory use and must be consistent with the page's size.
/// </summary>
internal static class TiffHeader
{
    private const uint MaxTileSide = 1024;
    private const string Advice = " is not supported; save it as a TIFF of 8 or 16 bits, uncompressed or with LZW or Deflate, or as PNG.";

    public static bool Matches(ReadOnlySpan<byte> file) =>
        file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8);

    public static ImageFault TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        if (file[2] == (byte)'+' || file[3] == (byte)'+')
        {
            detail = "This kind of TIFF (BigTIFF)" + Advice;
            return ImageFault.Unsupported;
        }

        if (!TiffDirectory.TryRead(file, out var page))
        {
            detail = "The TIFF ends before its size is known.";
            return ImageFault.Corrupt;
        }

        // Section 8: a bilevel page may omit its bits and samples.
        if (page.Value(256, 0) is not (> 0 and <= int.MaxValue and var width)
            || page.Value(257, 0) is not (> 0 and <= int.MaxValue and var height)
            || page.Value(258, 1) is not { } bits
            || page.Value(259, 1) is not { } compression
            || page.Value(262, 0) is not { } colors
            || page.Value(277, 1) is not { } samples
            || page.Value(322, 1) is not { } tileWidth
            || page.Value(323, 1) is not { } tileHeight
            || page.Value(339, 1) is not { } numbers
            || tileWidth > Math.Max(MaxTileSide, width + 15)
            || tileHeight > Math.Max(MaxTileSide, height + 15))
        {
            detail = "The TIFF's first directory contains invalid values.";
            return ImageFault.Corrupt;
        }

        var mode = colors switch { 0 or 1 => "gray", 3 => "palette", 5 => "cmyk", 2 when samples == 4 => "rgba", _ => "rgb" };
        header = new ImageHeader(ImageFormat.Tiff, (int)width, (int)height, Math.Max((byte)1, ExifOrientation.Read(file)), mode);
        detail = compression is not (1 or 2 or 3 or 4 or 5 or 7 or 8 or 32773 or 32946) ? "A TIFF with this compression" + Advice
            : colors > 3 && colors is not (5 or 6 or 8) ? "A TIFF with this colour model" + Advice
            : samples is 0 or > 4 || numbers != 1 || bits is not (1 or 2 or 4 or 8 or 16) || (bits != 8 && colors is 5 or 6 or 8) ? "A TIFF with this sample format" + Advice
            : null;
        return detail is null ? ImageFault.None : ImageFault.Unsupported;
    }
}
