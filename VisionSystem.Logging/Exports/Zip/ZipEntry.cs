using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>The headers of a file in a zip file: the local header before its content (APPNOTE.TXT 4.3.7) and its directory entry (4.3.12).</summary>
internal sealed class ZipEntry(string name, DateTimeOffset time, uint crc, uint bytes, long position)
{
    private const uint LocalSignature = 0x04034B50;
    private const uint DirectorySignature = 0x02014B50;
    private const ushort Utf8Names = 1 << 11;
    private const ushort Stored = 0;
    private const ushort Version20 = 20;

    /// <summary>Version 4.5 (Zip64) on Unix, so that the external attributes are Unix permissions.</summary>
    private const ushort MadeBy = (3 << 8) | ZipEnd.Version45;

    private const uint ReadableFile = 0x81A4u << 16; // -rw-r--r--
    private const ushort Zip64Tag = 1;

    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    private bool NeedsZip64 => position >= uint.MaxValue;

    /// <returns>The number of bytes written.</returns>
    public int WriteLocalHeader(IBufferWriter<byte> output)
    {
        var fields = new ZipFields(output, 30 + _name.Length);
        fields.Add(LocalSignature);
        fields.Add(Version20);
        AddCommonFields(ref fields);
        fields.Add((ushort)_name.Length);
        fields.Add((ushort)0);
        fields.Add(_name);
        return fields.End();
    }

    /// <returns>The number of bytes written.</returns>
    public int WriteDirectoryHeader(IBufferWriter<byte> output)
    {
        var extra = NeedsZip64 ? 12 : 0;
        var fields = new ZipFields(output, 46 + _name.Length + extra);
        fields.Add(DirectorySignature);
        fields.Add(MadeBy);
        fields.Add(NeedsZip64 ? ZipEnd.Version45 : Version20);
        AddCommonFields(ref fields);
        fields.Add((ushort)_name.Length);
        fields.Add((ushort)extra);
        fields.Add((ushort)0); // no comment
        fields.Add((ushort)0); // the only disk
        fields.Add((ushort)0); // internal attributes
        fields.Add(ReadableFile);
        fields.Add(NeedsZip64 ? uint.MaxValue : (uint)position);
        fields.Add(_name);
        if (NeedsZip64)
        {
            fields.Add(Zip64Tag);
            fields.Add((ushort)sizeof(long));
            fields.Add((ulong)position);
        }

        return fields.End();
    }

    /// <summary>Adds the fields that both headers share.</summary>
    private void AddCommonFields(ref ZipFields fields)
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

/// <summary>Writes consecutive little-endian fields.</summary>
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

    /// <returns>The number of bytes written.</returns>
    public readonly int End()
    {
        output.Advance(_at);
        return _at;
    }
}
