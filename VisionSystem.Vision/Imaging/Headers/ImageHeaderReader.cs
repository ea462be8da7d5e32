namespace VisionSystem.Vision.Imaging;

/// <summary>
/// Reads a file's properties before anything is decoded: the format by its signature, size, orientation and colours. Scans
/// the bytes in place, without allocation and without exceptions for any input.
/// </summary>
internal static class ImageHeaderReader
{
    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The file's bytes, complete or truncated.</param>
    /// <param name="header">The header; default on every fault except <see cref="ImageFault.Unsupported"/>.</param>
    /// <param name="detail">One sentence for the user on a fault, otherwise null.</param>
    /// <returns>
    /// <see cref="ImageFault.None"/>, <see cref="ImageFault.Empty"/>, <see cref="ImageFault.NotAnImage"/> for any other
    /// signature, <see cref="ImageFault.Unsupported"/> for an unsupported variant of an accepted format, or
    /// <see cref="ImageFault.Corrupt"/> where the data are invalid or end before the size is known.
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
            return ToFault(PngHeader.TryRead(file, out header, out detail));
        }

        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8))
        {
            return ToFault(WebPHeader.TryRead(file, out header, out detail));
        }

        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
        {
            return ToFault(GifHeader.TryRead(file, out header, out detail));
        }

        if (BmpHeader.Matches(file))
        {
            return ToFault(BmpHeader.TryRead(file, out header, out detail));
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

    private static ImageFault ToFault(bool read) => read ? ImageFault.None : ImageFault.Corrupt;
}
