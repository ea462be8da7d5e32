namespace VisionSystem.Vision.Imaging;

/// <summary>
/// The still image of an AVIF (AV1 Image File Format, 1.1; MIAF, ISO/IEC 23000-22): one coded frame or a grid of frames, and
/// an alpha layer, which is a separate image. Created only where every coded frame has the size that the file states.
/// </summary>
internal readonly ref struct AvifImage
{
    private AvifImage(scoped in AvifItems items, scoped in AvifLayer colour, scoped in AvifLayer alpha, scoped in AvifCrop crop, byte orientation, bool premultiplied)
    {
        Items = items;
        Colour = colour;
        Alpha = alpha;
        Crop = crop;
        Orientation = orientation;
        IsPremultiplied = premultiplied;
    }

    public AvifItems Items { get; }

    public AvifLayer Colour { get; }

    /// <summary>The alpha layer, whose values are those of a grey image; no frames where the image is opaque.</summary>
    public AvifLayer Alpha { get; }

    /// <summary>The visible part of the image.</summary>
    public AvifCrop Crop { get; }

    /// <summary>The orientation as an EXIF value, 1..8.</summary>
    public byte Orientation { get; }

    /// <summary>True if colours are already multiplied by alpha.</summary>
    public bool IsPremultiplied { get; }

    /// <summary>True if the file's brands declare an AVIF image or sequence.</summary>
    public static bool HasAvifBrand(ReadOnlySpan<byte> file) => HasBrand(file, "avif"u8) || HasBrand(file, "avis"u8);

    /// <param name="file">The complete file.</param>
    /// <param name="items">Space for <see cref="AvifItems.MaxItems"/> items.</param>
    /// <param name="properties">Space for <see cref="AvifItems.MaxProperties"/> properties.</param>
    /// <param name="image">The image.</param>
    /// <param name="detail">One sentence for the user on a fault, otherwise null.</param>
    /// <returns>
    /// <see cref="ImageFault.NotAnImage"/> where the file has no image or one of another codec; otherwise
    /// <see cref="ImageFault.None"/>, <see cref="ImageFault.Unsupported"/> or <see cref="ImageFault.Corrupt"/>.
    /// </returns>
    public static ImageFault TryRead(ReadOnlySpan<byte> file, Span<AvifItem> items, Span<int> properties, out AvifImage image, out string? detail)
    {
        image = default;
        if (!HasBrand(file, "mif1"u8) && !HasAvifBrand(file))
        {
            detail = KnownSignatures.Explain(file);
            return ImageFault.NotAnImage;
        }

        if (!AvifItems.TryRead(file, items, properties, out var tables))
        {
            detail = "The AVIF ends before its size is known, or its tables are damaged or too long.";
            return ImageFault.Corrupt;
        }

        if (!tables.TryGet(tables.Primary, out var primary))
        {
            detail = KnownSignatures.Explain(file);
            return ImageFault.NotAnImage;
        }

        var budget = AvifLayer.Budget(file);
        var fault = AvifLayer.TryRead(tables, primary, ref budget, out var colour, out detail);
        if (fault != ImageFault.None)
        {
            return fault;
        }

        var size = new IsoReader(tables.Property(primary, "ispe"u8), at: 4);
        if (size.UInt32() != colour.Width || size.UInt32() != colour.Height)
        {
            detail = AvifLayer.SizeMismatch;
            return ImageFault.Corrupt;
        }

        if (!AvifCrop.TryRead(tables.Property(primary, "clap"u8), colour, out var crop))
        {
            detail = "The AVIF's crop does not consist of whole pixels of its image.";
            return ImageFault.Corrupt;
        }

        var alpha = default(AvifLayer);
        if (TryFindAlpha(tables, primary.Id, out var transparency))
        {
            fault = AvifLayer.TryRead(tables, transparency, ref budget, out alpha, out detail);
            if (fault == ImageFault.None && (alpha.Width, alpha.Height) != (colour.Width, colour.Height))
            {
                detail = AvifLayer.SizeMismatch;
                fault = ImageFault.Corrupt;
            }
        }

        var premultiplied = HasReference(tables, "prem"u8, primary.Id, transparency.Id);
        image = new AvifImage(tables, colour, alpha, crop, ReadOrientation(tables, primary), premultiplied);
        return fault == ImageFault.NotAnImage ? ImageFault.Unsupported : fault;
    }

    private static bool HasBrand(ReadOnlySpan<byte> file, ReadOnlySpan<byte> brand)
    {
        const int Brands = 8;
        const int MaxBrands = 64;
        var boxes = new IsoBoxes(file);
        if (!boxes.MoveNext() || boxes.Type != IsoBoxes.TypeOf("ftyp"u8) || boxes.Data.Length < 4)
        {
            return false;
        }

        var found = boxes.Data.StartsWith(brand);
        for (var at = Brands; !found && at + 4 <= Math.Min(boxes.Data.Length, MaxBrands * 4); at += 4)
        {
            found = boxes.Data[at..].StartsWith(brand);
        }

        return found;
    }

    private static bool TryFindAlpha(scoped in AvifItems tables, uint primary, out AvifItem alpha)
    {
        var references = tables.References("auxl"u8);
        while (references.MoveNext())
        {
            if (references.Count > 0 && references.Target(0) == primary && tables.TryGet(references.From, out alpha)
                && (!tables.Property(alpha, "auxC"u8, "\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"u8).IsEmpty
                    || !tables.Property(alpha, "auxC"u8, "\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0"u8).IsEmpty))
            {
                return true;
            }
        }

        alpha = default;
        return false;
    }

    private static bool HasReference(scoped in AvifItems tables, ReadOnlySpan<byte> type, uint from, uint to)
    {
        var references = tables.References(type);
        while (references.MoveNext())
        {
            if (references.From == from && references.Count > 0 && references.Target(0) == to)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the orientation: counter-clockwise quarter turns (<c>irot</c>), then mirroring (<c>imir</c>: 0 exchanges top and
    /// bottom, 1 left and right). EXIF is ignored (MIAF, 7.3.6.7).
    /// </summary>
    private static byte ReadOrientation(scoped in AvifItems tables, scoped in AvifItem item)
    {
        ReadOnlySpan<byte> turned = [1, 8, 3, 6, 4, 5, 2, 7, 2, 7, 4, 5];
        var rotation = tables.Property(item, "irot"u8);
        var mirror = tables.Property(item, "imir"u8);
        var mirrored = mirror.IsEmpty ? 0 : 1 + (mirror[0] & 1);
        return turned[(mirrored * 4) + (rotation.IsEmpty ? 0 : rotation[0] & 3)];
    }
}

/// <summary>A part of an image, in pixels.</summary>
internal readonly record struct AvifCrop(int Left, int Top, int Width, int Height)
{
    /// <summary>Reads a clean aperture (ISO/IEC 14496-12, section 12.1.4.2); the complete image where the property is absent.</summary>
    public static bool TryRead(ReadOnlySpan<byte> property, scoped in AvifLayer image, out AvifCrop crop)
    {
        crop = new AvifCrop(0, 0, image.Width, image.Height);
        if (property.IsEmpty)
        {
            return true;
        }

        var reader = new IsoReader(property);
        var read = TryReadSide(ref reader, out var width, out var height);
        read &= TryReadStart(ref reader, image.Width, width, out var left);
        read &= TryReadStart(ref reader, image.Height, height, out var top);
        crop = new AvifCrop(left, top, width, height);
        return read && !reader.Failed;
    }

    private static bool TryReadSide(ref IsoReader reader, out int width, out int height)
    {
        var (across, acrossParts, down, downParts) = (reader.UInt32(), reader.UInt32(), reader.UInt32(), reader.UInt32());
        var whole = acrossParts != 0 && downParts != 0 && across % acrossParts == 0 && down % downParts == 0;
        (width, height) = whole ? ((int)Math.Min(across / acrossParts, int.MaxValue), (int)Math.Min(down / downParts, int.MaxValue)) : (0, 0);
        return width > 0 && height > 0;
    }

    /// <summary>The offset is measured from the image's centre to the part's centre.</summary>
    private static bool TryReadStart(ref IsoReader reader, int all, int part, out int start)
    {
        var (offset, parts) = ((long)(int)reader.UInt32(), (long)reader.UInt32());
        var doubled = parts == 0 ? -1 : (((long)all - part) * parts) + (2 * offset);
        start = doubled >= 0 && doubled % (2 * parts) == 0 ? (int)Math.Min(doubled / (2 * parts), int.MaxValue) : -1;
        return start >= 0 && start <= all - part;
    }
}
