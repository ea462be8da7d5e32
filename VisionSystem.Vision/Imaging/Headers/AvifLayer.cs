namespace VisionSystem.Vision.Imaging;

/// <summary>The colour or alpha layer of an AVIF: one coded frame, or a grid of frames of equal size.</summary>
internal readonly ref struct AvifLayer
{
    public const string SizeMismatch = "The AVIF's coded image has a different size than its header states.";

    public const string Advice = " is not supported; save it again as AVIF, or as JPEG, PNG or WebP.";

    private AvifLayer(scoped in AvifItem item, scoped in AvifReferences tiles, scoped in Av1Sequence frame, int columns, int width, int height)
    {
        Item = item;
        Tiles = tiles;
        Frame = frame;
        Columns = columns;
        Width = width;
        Height = height;
    }

    /// <summary>The frame's or grid's item.</summary>
    public AvifItem Item { get; }

    /// <summary>The sequence header common to all frames.</summary>
    public Av1Sequence Frame { get; }

    /// <summary>The number of frames in a row.</summary>
    public int Columns { get; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>The number of frames.</summary>
    public int Count => Columns == 0 ? 0 : IsGrid ? Tiles.Count : 1;

    /// <summary>The pixels of all frames, including the part that a grid crops.</summary>
    public long CodedPixels => Frame.Pixels * Count;

    private bool IsGrid => Item.Type == IsoBoxes.TypeOf("grid"u8);

    private AvifReferences Tiles { get; }

    /// <summary>The maximum number of bytes of all frames: the file's own length, and an allowance for frames that share bytes.</summary>
    public static long Budget(ReadOnlySpan<byte> file) => (file.Length * 2L) + (1 << 20);

    public static ImageFault TryRead(scoped in AvifItems tables, scoped in AvifItem item, scoped ref long budget, out AvifLayer layer, out string? detail)
    {
        layer = default;
        var grid = item.Type == IsoBoxes.TypeOf("grid"u8);
        var fault = grid ? TryReadGrid(tables, item, out var tiles, out var columns, out var width, out var height, out detail)
            : CheckItemType(tables, item, out tiles, out columns, out width, out height, out detail);
        if (fault != ImageFault.None)
        {
            return fault;
        }

        Av1Sequence first = default;
        for (var i = 0; i < (grid ? tiles.Count : 1); i++)
        {
            var tile = item;
            if (grid && !tables.TryGet(tiles.Target(i), out tile))
            {
                detail = "The AVIF's grid refers to tiles that do not exist.";
                return ImageFault.Corrupt;
            }

            fault = TryReadFrame(tables, tile, ref budget, out var frame, out detail);
            if (fault != ImageFault.None)
            {
                return fault;
            }

            first = i == 0 ? frame : first;
            if (!frame.IsCompatibleWith(first))
            {
                detail = "The AVIF's grid has tiles of different kinds.";
                return ImageFault.Corrupt;
            }
        }

        (width, height) = grid ? (width, height) : (first.Width, first.Height);
        layer = new AvifLayer(item, tiles, first, columns, width, height);
        var rows = layer.Count / columns;
        if (!IsCovered(width, columns, first.Width) || !IsCovered(height, rows, first.Height))
        {
            detail = SizeMismatch;
            return ImageFault.Corrupt;
        }

        return ImageFault.None;
    }

    /// <summary>Returns one of the frames.</summary>
    public AvifItem Tile(scoped in AvifItems tables, int index) => !IsGrid ? Item : tables.TryGet(Tiles.Target(index), out var tile) ? tile : default;

    /// <summary>True if the tiles cover the side completely and each of them is visible.</summary>
    private static bool IsCovered(int all, int tiles, int tile) => all <= (long)tiles * tile && all > (tiles - 1L) * tile;

    private static ImageFault CheckItemType(
        scoped in AvifItems tables, scoped in AvifItem item, out AvifReferences tiles, out int columns, out int width, out int height, out string? detail)
    {
        tiles = default;
        (columns, width, height, detail) = (1, 0, 0, null);
        if (item.Type == IsoBoxes.TypeOf("av01"u8))
        {
            return ImageFault.None;
        }

        var isDerived = item.Type == IsoBoxes.TypeOf("iovl"u8) || item.Type == IsoBoxes.TypeOf("iden"u8);
        detail = isDerived ? "An AVIF derived from other images" + Advice : KnownSignatures.Heic;
        return isDerived ? ImageFault.Unsupported : ImageFault.NotAnImage;
    }

    private static ImageFault TryReadGrid(
        scoped in AvifItems tables, scoped in AvifItem item, out AvifReferences tiles, out int columns, out int width, out int height, out string? detail)
    {
        // ISO/IEC 23008-12, section 6.6.2.3.
        const byte LongSides = 1;
        var extents = tables.Extents(item);
        var reader = new IsoReader(extents.MoveNext() ? extents.Data : default);
        var version = reader.Byte();
        var side = (reader.Byte() & LongSides) == 0 ? 2 : 4;
        var rows = reader.Byte() + 1;
        columns = reader.Byte() + 1;
        (width, height) = ((int)Math.Min(reader.Number(side), int.MaxValue), (int)Math.Min(reader.Number(side), int.MaxValue));
        tiles = tables.References("dimg"u8);
        while (tiles.MoveNext())
        {
            if (tiles.From == item.Id && tiles.Count == rows * columns && version == 0 && !reader.Failed && width > 0 && height > 0)
            {
                detail = tables.IsUnderstood(item) ? null : "An AVIF with these properties" + Advice;
                return detail is null ? ImageFault.None : ImageFault.Unsupported;
            }
        }

        detail = "The AVIF's grid is damaged.";
        return ImageFault.Corrupt;
    }

    private static ImageFault TryReadFrame(scoped in AvifItems tables, scoped in AvifItem item, scoped ref long budget, out Av1Sequence frame, out string? detail)
    {
        frame = default;
        if (item.Type != IsoBoxes.TypeOf("av01"u8))
        {
            detail = KnownSignatures.Heic;
            return ImageFault.NotAnImage;
        }

        if (item.IsProtected || !tables.IsUnderstood(item))
        {
            detail = "An AVIF with these properties" + Advice;
            return ImageFault.Unsupported;
        }

        var extents = tables.Extents(item);
        var found = extents.MoveNext() && Av1Sequence.TryFind(extents.Data, out frame);
        budget -= extents.Data.Length;
        while (extents.MoveNext())
        {
            budget -= extents.Data.Length;
        }

        var stated = new IsoReader(tables.Property(item, "ispe"u8), at: 4);
        var agrees = tables.Property(item, "ispe"u8).IsEmpty || (stated.UInt32() == frame.Width && stated.UInt32() == frame.Height);
        detail = extents.Failed || budget < 0 ? "The AVIF is truncated, or its tables refer to bytes outside the file."
            : !found ? "The AVIF's coded image is damaged."
            : agrees ? null
            : SizeMismatch;
        return detail is null ? ImageFault.None : ImageFault.Corrupt;
    }
}
