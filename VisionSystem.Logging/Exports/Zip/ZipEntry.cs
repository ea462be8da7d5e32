using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>What a zip file says of one file in it: before its bytes (APPNOTE.TXT 4.3.7) and in the directory (4.3.12).</summary>
internal sealed class ZipEntry(string name, DateTimeOffset time, uint crc, uint bytes, long position)
{
    private const uint LocalSignature = 0x04034B50;
    private const uint DirectorySignature = 0x02014B50;
    private const ushort Utf8Names = 1 << 11;
    private const ushort Stored = 0;
    private const ushort Version20 = 20;

    /// <summary>Zip64; made on Unix, so that the attributes are its permissions.</summary>
    private const ushort MadeBy = (3 << 8) | ZipEnd.Version45;

    private const uint ReadableFile = 0x81A4u << 16; // -rw-r--r--
    private const ushort Zip64Tag = 1;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    private bool IsFar => position >= uint.MaxValue;

    /// <returns>How many bytes it took.</returns>
    public int WriteBeforeContent(IBufferWriter<byte> output)
    {
        var fields = new ZipFields(output, 30 + _name.Length);
        fields.Add(LocalSignature);
        fields.Add(Version20);
        AddFacts(ref fields);
        fields.Add((ushort)_name.Length);
        fields.Add((ushort)0);
        fields.Add(_name);
        return fields.End();
    }

    /// <returns>How many bytes it took.</returns>
    public int WriteToDirectory(IBufferWriter<byte> output)
    {
        var extra = IsFar ? 12 : 0;
        var fields = new ZipFields(output, 46 + _name.Length + extra);
        fields.Add(DirectorySignature);
        fields.Add(MadeBy);
        fields.Add(IsFar ? ZipEnd.Version45 : Version20);
        AddFacts(ref fields);
        fields.Add((ushort)_name.Length);
        fields.Add((ushort)extra);
        fields.Add((ushort)0); // no comment
        fields.Add((ushort)0); // the only disk
        fields.Add((ushort)0); // internal attributes
        fields.Add(ReadableFile);
        fields.Add(IsFar ? uint.MaxValue : (uint)position);
        fields.Add(_name);
        if (IsFar)
        {
            fields.Add(Zip64Tag);
            fields.Add((ushort)sizeof(long));
            fields.Add((ulong)position);
        }

        return fields.End();
    }

    /// <summary>What both places say alike.</summary>
    private void AddFacts(ref ZipFields fields)
    {
        var utc = time.UtcDateTime;
        fields.Add(Utf8Names);
        fields.Add(Stored);
        fields.Add((ushort)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2)));
        fields.Add((ushort)((Math.Clamp(utc.Year - 1980, 0, 127) << 9) | (utc.Month << 5) | utc.Day));
        fields.Add(crc);
        fields.Add(bytes);
        fields.Add(bytes);
    }
}

/// <summary>Fields one behind another, little-endian.</summary>
internal ref struct ZipFields(IBufferWriter<byte> output, int length)
{
    private readonly Span<byte> _span = output.GetSpan(length);
    private int _at;

    public void Add(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_span[_at..], value);
        _at += sizeof(ushort);
    }

    public void Add(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_span[_at..], value);
        _at += sizeof(uint);
    }

    public void Add(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_span[_at..], value);
        _at += sizeof(ulong);
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_span[_at..]);
        _at += bytes.Length;
    }

    /// <returns>How many bytes were written.</returns>
    public readonly int End()
    {
        output.Advance(_at);
        return _at;
    }
}
