namespace VisionSystem.Vision.Imaging;

/// <summary>Reads the size, orientation and colours of an AVIF's still picture; see <see cref="AvifPicture"/>.</summary>
internal static class AvifHeader
{
    /// <summary>
    /// Most pixels of a coded frame: the picture size of AV1's level 6, the most that a profile of AVIF allows (1.1, section
    /// 8.3). A frame takes some fifteen bytes of memory a pixel, and its decode cannot be ended.
    /// </summary>
    public const int MostFramePixels = 35_651_584;

    /// <summary>Whether a file is of the family that AVIF belongs to, with HEIC and videos.</summary>
    public static bool Matches(ReadOnlySpan<byte> file) => file.Length >= 12 && file[4..].StartsWith("ftyp"u8);

    public static ImageFault TryRead(ReadOnlySpan<byte> file, out ImageHeader header, out string? detail)
    {
        Span<AvifItem> items = stackalloc AvifItem[AvifItems.Most];
        Span<int> properties = stackalloc int[AvifItems.MostProperties];
        header = default;
        var fault = AvifPicture.TryRead(file, items, properties, out var picture, out detail);
        if (fault == ImageFault.None)
        {
            var mode = picture.Alpha.Count > 0 ? "rgba" : picture.Colour.Frame.IsGray ? "gray" : "rgb";
            header = new ImageHeader(ImageFormat.Avif, picture.Crop.Width, picture.Crop.Height, picture.Orientation, mode)
            {
                CodedPixels = Math.Max(picture.Colour.CodedPixels, picture.Alpha.CodedPixels),
            };
            var isLarge = Math.Max(picture.Colour.Frame.Pixels, picture.Alpha.Frame.Pixels) > MostFramePixels;
            detail = isLarge ? "An AVIF of more than 35 megapixels in one frame" + AvifLayer.Advice : null;
            return isLarge ? ImageFault.Unsupported : ImageFault.None;
        }

        return fault;
    }
}
