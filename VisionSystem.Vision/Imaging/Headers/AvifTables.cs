namespace VisionSystem.Vision.Imaging;

/// <summary>The sizes of the numbers in a table of locations (ISO/IEC 14496-12, section 8.11.3).</summary>
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

    /// <summary>Whether entries say what their offsets count from.</summary>
    public bool HasMethod { get; }

    public int Id { get; }

    public uint Items { get; }

    /// <summary>Where the first entry begins.</summary>
    public int Position { get; }

    /// <summary>From an entry's number to how many extents it has.</summary>
    public int BeforeExtents => (HasMethod ? 2 : 0) + 2 + Base;

    public int Extent => IndexBytes + Offset + Length;
}

/// <summary>The parts that an item's bytes are stored in.</summary>
internal ref struct AvifExtents
{
    private const int Most = 64;

    private readonly ReadOnlySpan<byte> _source;
    private readonly AvifLocationSizes _sizes;
    private readonly ulong _base;
    private IsoReader _reader;
    private int _left;

    /// <param name="file">What offsets count from by method 0.</param>
    /// <param name="data">What they count from by method 1, the <c>idat</c> box.</param>
    /// <param name="table">All locations.</param>
    /// <param name="location">Where the item's entry goes on behind its number, 0 for none.</param>
    public AvifExtents(ReadOnlySpan<byte> file, ReadOnlySpan<byte> data, ReadOnlySpan<byte> table, int location)
    {
        _sizes = new AvifLocationSizes(table);
        _reader = new IsoReader(table, location);
        var method = _sizes.HasMethod ? _reader.UInt16() & 15 : 0;
        var reference = _reader.UInt16();
        _base = _reader.Number(_sizes.Base);
        _left = _reader.UInt16();
        _source = method == 0 ? file : data;
        Failed = location == 0 || _left is 0 or > Most || _reader.Failed || method > 1 || reference != 0;
    }

    /// <summary>A part that has no length goes on to the end.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>Whether parts are missing, or lie outside the file.</summary>
    public bool Failed { get; private set; }

    public bool IsLast => _left == 0;

    public bool MoveNext()
    {
        if (Failed || _left == 0)
        {
            return false;
        }

        _left--;
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
    private const int Most = 32;

    private readonly int _size;
    private IsoReader _reader;
    private int _left;

    public AvifAssociations(ReadOnlySpan<byte> table, scoped in AvifItem item)
    {
        _size = item.IndexSize;
        _reader = new IsoReader(table, item.Properties);
        _left = item.Properties == 0 ? 0 : _reader.Byte();
        Failed = _left > Most;
    }

    public int Index { get; private set; }

    /// <summary>Whether the item cannot be read without understanding the property.</summary>
    public bool IsEssential { get; private set; }

    public bool Failed { get; private set; }

    public bool MoveNext()
    {
        if (Failed || _left-- <= 0)
        {
            return false;
        }

        var value = (int)_reader.Number(_size);
        var flag = _size == 1 ? 0x80 : 0x8000;
        (IsEssential, Index) = ((value & flag) != 0, value & (flag - 1));
        return true;
    }
}

/// <summary>The references of one kind among items (ISO/IEC 14496-12, section 8.11.12): from one item to several.</summary>
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

    /// <summary>The numbers of the items that are referred to, <see cref="Count"/> of them.</summary>
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
