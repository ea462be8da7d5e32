namespace VisionSystem.Vision.Imaging;

/// <summary>An item of an AVIF with the offsets of its table entries.</summary>
/// <param name="Id">The item's number.</param>
/// <param name="Type">The item's type, four letters as a number; 0 where it has none.</param>
internal record struct AvifItem(uint Id, uint Type)
{
    public bool IsProtected { get; set; }

    /// <summary>The offset of the item's location entry after its number; 0 where it has none.</summary>
    public int Location { get; set; }

    /// <summary>The offset of the item's property indices; 0 where it has none.</summary>
    public int Properties { get; set; }

    /// <summary>Bytes per property index.</summary>
    public int IndexSize { get; set; }
}

/// <summary>
/// The items of an AVIF: their types, properties, references and bytes (ISO/IEC 14496-12, section 8.11, and 23008-12). The
/// caller supplies tables of fixed length, so time and memory are bounded by the file's length.
/// </summary>
internal ref struct AvifItems
{
    public const int MaxItems = 1024;
    public const int MaxProperties = 4096;

    private const int FullBox = 4;

    private readonly ReadOnlySpan<byte> _file;
    private readonly Span<AvifItem> _items;
    private readonly Span<int> _properties;
    private ReadOnlySpan<byte> _locations;
    private ReadOnlySpan<byte> _references;
    private ReadOnlySpan<byte> _propertyBoxes;
    private ReadOnlySpan<byte> _data;
    private int _count;
    private int _propertyCount;

    private AvifItems(ReadOnlySpan<byte> file, Span<AvifItem> items, Span<int> properties)
    {
        _file = file;
        _items = items;
        _properties = properties;
    }

    /// <summary>The number of the primary item, the file's image; 0 where the file has none.</summary>
    public uint Primary { get; private set; }

    /// <param name="file">The complete file.</param>
    /// <param name="items">Space for <see cref="MaxItems"/> items.</param>
    /// <param name="properties">Space for <see cref="MaxProperties"/> properties.</param>
    /// <param name="found">The items.</param>
    /// <returns>False where the tables are truncated, inconsistent or too long. A file without tables has no primary item.</returns>
    public static bool TryRead(ReadOnlySpan<byte> file, Span<AvifItem> items, Span<int> properties, out AvifItems found)
    {
        found = new AvifItems(file, items, properties);
        var boxes = new IsoBoxes(file);
        while (boxes.MoveNext())
        {
            if (boxes.Type == IsoBoxes.TypeOf("meta"u8))
            {
                return !boxes.IsTruncated && boxes.Data.Length >= FullBox && found.TryReadTables(boxes.Data[FullBox..]);
            }
        }

        return true;
    }

    public readonly bool TryGet(uint id, out AvifItem item)
    {
        foreach (var candidate in _items[.._count])
        {
            if (candidate.Id == id)
            {
                item = candidate;
                return true;
            }
        }

        item = default;
        return false;
    }

    /// <summary>Returns the parts in which an item's bytes are stored.</summary>
    public readonly AvifExtents Extents(scoped in AvifItem item) => new(_file, _data, _locations, item.Location);

    /// <summary>Returns a property's content; empty where the item has no property of that type and start.</summary>
    /// <param name="item">The item.</param>
    /// <param name="type">The property's type.</param>
    /// <param name="start">The start of the property's content.</param>
    public readonly ReadOnlySpan<byte> Property(scoped in AvifItem item, ReadOnlySpan<byte> type, ReadOnlySpan<byte> start = default)
    {
        var associations = new AvifAssociations(_propertyBoxes, item);
        while (associations.MoveNext())
        {
            if (TryGetProperty(associations.Index, out var found, out var data) && found == IsoBoxes.TypeOf(type) && data.StartsWith(start))
            {
                return data;
            }
        }

        return default;
    }

    /// <summary>True if the item has no unknown essential property.</summary>
    public readonly bool IsUnderstood(scoped in AvifItem item)
    {
        var associations = new AvifAssociations(_propertyBoxes, item);
        while (associations.MoveNext())
        {
            if (associations.IsEssential && (!TryGetProperty(associations.Index, out var type, out _) || !IsKnown(type)))
            {
                return false;
            }
        }

        return !associations.Failed;
    }

    /// <summary>Returns the references of a type.</summary>
    public readonly AvifReferences References(ReadOnlySpan<byte> type) => new(_references, IsoBoxes.TypeOf(type));

    private static bool IsKnown(uint type) =>
        type == IsoBoxes.TypeOf("av1C"u8) || type == IsoBoxes.TypeOf("ispe"u8) || type == IsoBoxes.TypeOf("pixi"u8) || type == IsoBoxes.TypeOf("colr"u8)
        || type == IsoBoxes.TypeOf("irot"u8) || type == IsoBoxes.TypeOf("imir"u8) || type == IsoBoxes.TypeOf("clap"u8) || type == IsoBoxes.TypeOf("auxC"u8)
        || type == IsoBoxes.TypeOf("pasp"u8);

    private readonly bool TryGetProperty(int index, out uint type, out ReadOnlySpan<byte> data)
    {
        type = 0;
        data = default;
        if (index < 1 || index > _propertyCount)
        {
            return false;
        }

        var box = new IsoBoxes(_propertyBoxes[_properties[index - 1]..]);
        var found = box.MoveNext();
        type = box.Type;
        data = box.Data;
        return found && !box.IsTruncated;
    }

    private bool TryReadTables(ReadOnlySpan<byte> meta)
    {
        ReadOnlySpan<byte> names = default;
        var boxes = new IsoBoxes(meta);
        while (boxes.MoveNext())
        {
            if (boxes.Type == IsoBoxes.TypeOf("pitm"u8))
            {
                var reader = new IsoReader(boxes.Data);
                Primary = (uint)reader.Number(Version(ref reader) == 0 ? 2 : 4);
            }
            else if (boxes.Type == IsoBoxes.TypeOf("iinf"u8))
            {
                names = boxes.Data;
            }
            else if (boxes.Type == IsoBoxes.TypeOf("iloc"u8))
            {
                _locations = boxes.Data;
            }
            else if (boxes.Type == IsoBoxes.TypeOf("iref"u8))
            {
                _references = boxes.Data;
            }
            else if (boxes.Type == IsoBoxes.TypeOf("iprp"u8))
            {
                _propertyBoxes = boxes.Data;
            }
            else if (boxes.Type == IsoBoxes.TypeOf("idat"u8))
            {
                _data = boxes.Data;
            }

            if (boxes.IsTruncated)
            {
                return false;
            }
        }

        return TryReadNames(names) && TryReadLocations() && TryReadProperties();
    }

    private bool TryReadNames(ReadOnlySpan<byte> names)
    {
        var reader = new IsoReader(names);
        reader.Number(Version(ref reader) == 0 ? 2 : 4);
        var boxes = new IsoBoxes(names[Math.Min(reader.Position, names.Length)..]);
        while (boxes.MoveNext())
        {
            if (boxes.Type != IsoBoxes.TypeOf("infe"u8))
            {
                continue;
            }

            var entry = new IsoReader(boxes.Data);
            var version = Version(ref entry);
            var id = (uint)entry.Number(version == 3 ? 4 : 2);
            var isProtected = entry.UInt16() != 0;
            var type = version is 2 or 3 ? entry.UInt32() : 0;
            if (entry.Failed || _count == MaxItems)
            {
                return false;
            }

            _items[_count++] = new AvifItem(id, type) { IsProtected = isProtected };
        }

        return true;
    }

    private readonly bool TryReadLocations()
    {
        var sizes = new AvifLocationSizes(_locations);
        var reader = new IsoReader(_locations, sizes.Position);
        for (var i = 0u; i < sizes.Items; i++)
        {
            var id = (uint)reader.Number(sizes.Id);
            var at = reader.Position;
            reader.Skip(sizes.BeforeExtents);
            reader.Skip(reader.UInt16() * sizes.Extent);
            if (reader.Failed || i == MaxItems)
            {
                return false;
            }

            if (Find(id) is var index and >= 0)
            {
                _items[index].Location = at;
            }
        }

        return true;
    }

    private bool TryReadProperties()
    {
        var boxes = new IsoBoxes(_propertyBoxes);
        while (boxes.MoveNext())
        {
            if (boxes.Type == IsoBoxes.TypeOf("ipco"u8))
            {
                var properties = new IsoBoxes(boxes.Data);
                for (var at = 0; properties.MoveNext(); at = properties.Start + properties.Data.Length)
                {
                    if (_propertyCount == MaxProperties)
                    {
                        return false;
                    }

                    _properties[_propertyCount++] = boxes.Start + at;
                }
            }
            else if (boxes.Type == IsoBoxes.TypeOf("ipma"u8) && !TryReadAssociations(boxes.Data, boxes.Start))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool TryReadAssociations(ReadOnlySpan<byte> table, int start)
    {
        var reader = new IsoReader(table);
        var flags = reader.UInt32();
        var (idSize, indexSize) = (flags >> 24 == 0 ? 2 : 4, (flags & 1) == 0 ? 1 : 2);
        var count = reader.UInt32();
        for (var i = 0u; i < count; i++)
        {
            var id = (uint)reader.Number(idSize);
            var at = reader.Position;
            reader.Skip(reader.Byte() * indexSize);
            if (reader.Failed || i == MaxItems)
            {
                return false;
            }

            if (Find(id) is var index and >= 0)
            {
                _items[index].Properties = start + at;
                _items[index].IndexSize = indexSize;
            }
        }

        return true;
    }

    private readonly int Find(uint id)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_items[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Version(ref IsoReader reader) => (int)(reader.UInt32() >> 24);
}
