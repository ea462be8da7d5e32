namespace VisionSystem.Vision.Imaging;

/// <summary>The colours of an AVIF's picture, or its transparency: one coded frame, or a grid of frames of the same size.</summary>
internal readonly ref struct AvifLayer
{
    public const string Contradiction = "The AVIF's coded picture has another size than the file says.";

    public const string Advice = " is not supported; save it anew as AVIF, or as JPEG, PNG or WebP.";

    private AvifLayer(scoped in AvifItem item, scoped in AvifReferences tiles, scoped in Av1Sequence frame, int columns, int width, int height)
    {
        Item = item;
        Tiles = tiles;
        Frame = frame;
        Columns = columns;
        Width = width;
        Height = height;
    }

    /// <summary>The frame, or the grid.</summary>
    public AvifItem Item { get; }

    /// <summary>What every frame says about itself.</summary>
    public Av1Sequence Frame { get; }

    /// <summary>Frames from one side to the other.</summary>
    public int Columns { get; }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>How many frames.</summary>
    public int Count => Columns == 0 ? 0 : IsGrid ? Tiles.Count : 1;

    /// <summary>Pixels of all frames, also of what a grid cuts off.</summary>
    public long CodedPixels => Frame.Pixels * Count;

    private bool IsGrid => Item.Type == IsoBoxes.TypeOf("grid"u8);

    private AvifReferences Tiles { get; }

    /// <summary>Most bytes of all frames: those of a file are its own, and a few small ones are shared.</summary>
    public static long Budget(ReadOnlySpan<byte> file) => (file.Length * 2L) + (1 << 20);

    public static ImageFault TryRead(scoped in AvifItems tables, scoped in AvifItem item, scoped ref long budget, out AvifLayer layer, out string? detail)
    {
        layer = default;
        var grid = item.Type == IsoBoxes.TypeOf("grid"u8);
        var fault = grid ? TryReadGrid(tables, item, out var tiles, out var columns, out var width, out var height, out detail)
            : Judge(tables, item, out tiles, out columns, out width, out height, out detail);
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
                detail = "The AVIF's grid names tiles that are not there.";
                return ImageFault.Corrupt;
            }

            fault = TryReadFrame(tables, tile, ref budget, out var frame, out detail);
            if (fault != ImageFault.None)
            {
                return fault;
            }

            first = i == 0 ? frame : first;
            if (!frame.IsLike(first))
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
            detail = Contradiction;
            return ImageFault.Corrupt;
        }

        return ImageFault.None;
    }

    /// <summary>One of the frames.</summary>
    public AvifItem Tile(scoped in AvifItems tables, int index) => !IsGrid ? Item : tables.TryGet(Tiles.Target(index), out var tile) ? tile : default;

    /// <summary>Tiles reach to the end, and each of them shows something.</summary>
    private static bool IsCovered(int all, int tiles, int tile) => all <= (long)tiles * tile && all > (tiles - 1L) * tile;

    private static ImageFault Judge(
        scoped in AvifItems tables, scoped in AvifItem item, out AvifReferences tiles, out int columns, out int width, out int height, out string? detail)
    {
        tiles = default;
        (columns, width, height, detail) = (1, 0, 0, null);
        if (item.Type == IsoBoxes.TypeOf("av01"u8))
        {
            return ImageFault.None;
        }

        var isDerived = item.Type == IsoBoxes.TypeOf("iovl"u8) || item.Type == IsoBoxes.TypeOf("iden"u8);
        detail = isDerived ? "This kind of AVIF (made of other pictures)" + Advice : KnownSignatures.Heic;
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
                detail = tables.IsUnderstood(item) ? null : "This kind of AVIF, by its properties," + Advice;
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
            detail = "This kind of AVIF, by its properties," + Advice;
            return ImageFault.Unsupported;
        }

        var extents = tables.Extents(item);
        var found = extents.MoveNext() && Av1Sequence.TryFind(extents.Data, out frame);
        budget -= extents.Data.Length;
        while (extents.MoveNext())
        {
            budget -= extents.Data.Length;
        }

        var said = new IsoReader(tables.Property(item, "ispe"u8), at: 4);
        var agrees = tables.Property(item, "ispe"u8).IsEmpty || (said.UInt32() == frame.Width && said.UInt32() == frame.Height);
        detail = extents.Failed || budget < 0 ? "The AVIF ends early, or its tables name bytes that are not there."
            : !found ? "The AVIF's coded picture is damaged."
            : agrees ? null
            : Contradiction;
        return detail is null ? ImageFault.None : ImageFault.Corrupt;
    }
}
