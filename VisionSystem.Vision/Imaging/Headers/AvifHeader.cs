namespace VisionSystem.Vision.Imaging;

/// <summary>Reads the size, orientation and colours of an AVIF's still image; see <see cref="AvifImage"/>.</summary>
internal static class AvifHeader
{
    /// <summary>
    /// The maximum number of pixels in a coded frame: the picture size of AV1's level 6, the maximum of an AVIF profile (1.1,
    /// section 8.3). A frame takes about fifteen bytes of memory per pixel, and its decode cannot be cancelled.
    /// </summary>
    public const int MaxFramePixels = 35_651_584;

    /// <summary>True if a file belongs to the ISO media family, which contains AVIF, HEIC and videos.</summary>
    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 12 && file[4..].StartsWith("ftyp"u8);

    public static ImageFault TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        Span<AvifItem> items = stackalloc AvifItem[AvifItems.MaxItems];
        Span<int> properties = stackalloc int[AvifItems.MaxProperties];
        header = default;
        var fault = AvifImage.TryRead(file, items, properties, out var image, out detail);
        if (fault == ImageFault.None)
        {
            var mode = image.Alpha.Count > 0 ? "rgba" : image.Colour.Frame.IsGray ? "gray" : "rgb";
            header = new ImageHeader(ImageFormat.Avif, image.Crop.Width, image.Crop.Height, image.Orientation, mode)
            {
                CodedPixels = Math.Max(image.Colour.CodedPixels, image.Alpha.CodedPixels),
            };
            var isLarge = Math.Max(image.Colour.Frame.Pixels, image.Alpha.Frame.Pixels) > MaxFramePixels;
            detail = isLarge ? "An AVIF of more than 35 megapixels in one frame" + AvifLayer.Advice : null;
            return isLarge ? ImageFault.Unsupported : ImageFault.None;
        }

        return fault;
    }
}
