namespace VisionSystem.Vision.Imaging;

/// <summary>The field sizes of an item location table (ISO/IEC 14496-12, section 8.11.3).</summary>
internal readonly ref struct AvifLocationSizes
{
    private const int FullBox = 4;

    public AvifLocationSizes(ReadOnlySpan<byte> table)
    {
        var reader = new IsoReader(table);
        var version = reader.UInt32() >> 24;
        int sizes = reader.UInt16();
        (Offset, Length, Base) = (sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15);
        IndexBytes = version == 0 ? 0 : sizes & 15;
        HasMethod = version is 1 or 2;
        Id = version == 2 ? 4 : 2;
        Items = (uint)reader.Number(Id);
        IsValid = !reader.Failed && version <= 2 && Math.Max(Math.Max(Offset, Length), Math.Max(Base, IndexBytes)) <= 8;
        Items = IsValid ? Items : 0;
        Position = FullBox + 2 + Id;
    }

    public bool IsValid { get; }

    public int Offset { get; }

    public int Length { get; }

    public int Base { get; }

    public int IndexBytes { get; }

    /// <summary>True if entries state the origin of their offsets.</summary>
    public bool HasMethod { get; }

    public int Id { get; }

    public uint Items { get; }

    /// <summary>The offset of the first entry.</summary>
    public int Position { get; }

    /// <summary>The number of bytes from an entry's number to its extent count.</summary>
    public int BeforeExtents => (HasMethod ? 2 : 0) + 2 + Base;

    public int Extent => IndexBytes + Offset + Length;
}

/// <summary>The parts in which an item's bytes are stored.</summary>
internal ref struct AvifExtents
{
    private const int MaxExtents = 64;

    private readonly ReadOnlySpan<byte> _source;
    private readonly AvifLocationSizes _sizes;
    private readonly ulong _base;
    private IsoReader _reader;
    private int _remaining;

    /// <param name="file">The origin of offsets for method 0.</param>
    /// <param name="data">The origin of offsets for method 1, the <c>idat</c> box.</param>
    /// <param name="table">The location table.</param>
    /// <param name="location">The offset of the item's entry after its number; 0 for none.</param>
    public AvifExtents(ReadOnlySpan<byte> file, ReadOnlySpan<byte> data, ReadOnlySpan<byte> table, int location)
    {
        _sizes = new AvifLocationSizes(table);
        _reader = new IsoReader(table, location);
        var method = _sizes.HasMethod ? _reader.UInt16() & 15 : 0;
        var reference = _reader.UInt16();
        _base = _reader.Number(_sizes.Base);
        _remaining = _reader.UInt16();
        _source = method == 0 ? file : data;
        Failed = location == 0 || _remaining is 0 or > MaxExtents || _reader.Failed || method > 1 || reference != 0;
    }

    /// <summary>The current part; a part without a length continues to the end.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>True if parts are missing or lie outside the file.</summary>
    public bool Failed { get; private set; }

    public bool IsLast => _remaining == 0;

    public bool MoveNext()
    {
        if (Failed || _remaining == 0)
        {
            return false;
        }

        _remaining--;
        _reader.Skip(_sizes.IndexBytes);
        var offset = unchecked(_base + _reader.Number(_sizes.Offset));
        var length = _reader.Number(_sizes.Length);
        Failed = _reader.Failed || offset < _base || offset >= (ulong)_source.Length || length > (ulong)_source.Length - offset;
        Data = Failed ? default : _source.Slice((int)offset, length == 0 ? _source.Length - (int)offset : (int)length);
        return !Failed;
    }
}

/// <summary>The indices of an item's properties, counted from 1.</summary>
internal ref struct AvifAssociations
{
    private const int MaxAssociations = 32;

    private readonly int _size;
    private IsoReader _reader;
    private int _remaining;

    public AvifAssociations(ReadOnlySpan<byte> table, scoped in AvifItem item)
    {
        _size = item.IndexSize;
        _reader = new IsoReader(table, item.Properties);
        _remaining = item.Properties == 0 ? 0 : _reader.Byte();
        Failed = _remaining > MaxAssociations;
    }

    public int Index { get; private set; }

    /// <summary>True if a reader must understand the property to read the item.</summary>
    public bool IsEssential { get; private set; }

    public bool Failed { get; private set; }

    public bool MoveNext()
    {
        if (Failed || _remaining-- <= 0)
        {
            return false;
        }

        var value = (int)_reader.Number(_size);
        var flag = _size == 1 ? 0x80 : 0x8000;
        (IsEssential, Index) = ((value & flag) != 0, value & (flag - 1));
        return true;
    }
}

/// <summary>The references of one type between items (ISO/IEC 14496-12, section 8.11.12), each from one item to several.</summary>
internal ref struct AvifReferences
{
    private const int FullBox = 4;

    private readonly uint _type;
    private IsoBoxes _boxes;
    private readonly int _idSize;

    public AvifReferences(ReadOnlySpan<byte> table, uint type)
    {
        _type = type;
        _idSize = table.Length > FullBox && table[0] != 0 ? 4 : 2;
        _boxes = new IsoBoxes(table[Math.Min(FullBox, table.Length)..]);
    }

    public uint From { get; private set; }

    /// <summary>The numbers of the referenced items, <see cref="Count"/> of them.</summary>
    public ReadOnlySpan<byte> Targets { get; private set; }

    public readonly int Count => Targets.Length / _idSize;

    public bool MoveNext()
    {
        while (_boxes.MoveNext())
        {
            var reader = new IsoReader(_boxes.Data);
            From = (uint)reader.Number(_idSize);
            var length = reader.UInt16() * _idSize;
            if (_boxes.Type == _type && !reader.Failed && length <= _boxes.Data.Length - reader.Position)
            {
                Targets = _boxes.Data.Slice(reader.Position, length);
                return true;
            }
        }

        return false;
    }

    public readonly uint Target(int index) => (uint)new IsoReader(Targets, index * _idSize).Number(_idSize);
}
