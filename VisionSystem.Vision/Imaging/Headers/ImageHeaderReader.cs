namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Reads what a file says about itself before anything is decoded: the format by its signature, size, orientation and
/// colours. Walks the bytes in place: no allocation, and no exception whatever the bytes are.
/// </summary>
internal static class ImageHeaderReader
{
    /// <summary>Reads the header of a whole file.</summary>
    /// <param name="file">The file's bytes; as many as there are.</param>
    /// <param name="header">The facts; default on a fault but <see cref="ImageFault.Unsupported"/>.</param>
    /// <param name="detail">One sentence for people on a fault, else null.</param>
    /// <returns>
    /// <see cref="ImageFault.None"/>, <see cref="ImageFault.Empty"/>, <see cref="ImageFault.NotAnImage"/> for any other
    /// signature, <see cref="ImageFault.Unsupported"/> for a kind of an accepted format that is not read here, or
    /// <see cref="ImageFault.Corrupt"/> when the bytes end or break off before the size is known.
    /// </returns>
    public static ImageFault TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        header = default;
        detail = null;
        if (file.IsEmpty)
        {
            detail = "The image is empty.";
            return ImageFault.Empty;
        }

        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && (file.Length == 2 || file[2] == 0xFF))
        {
            return JpegHeader.TryRead(file, out header, out detail);
        }

        if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return Judge(PngHeader.TryRead(file, out header, out detail));
        }

        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8))
        {
            return Judge(WebPHeader.TryRead(file, out header, out detail));
        }

        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
        {
            return Judge(GifHeader.TryRead(file, out header, out detail));
        }

        if (BmpHeader.Matches(file))
        {
            return Judge(BmpHeader.TryRead(file, out header, out detail));
        }

        if (TiffHeader.Matches(file))
        {
            return TiffHeader.TryRead(file, out header, out detail);
        }

        if (AvifHeader.Matches(file))
        {
            return AvifHeader.TryRead(file, out header, out detail);
        }

        detail = KnownSignatures.Explain(file);
        return ImageFault.NotAnImage;
    }

    private static ImageFault Judge(bool read) => read ? ImageFault.None : ImageFault.Corrupt;
}
