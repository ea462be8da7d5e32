using System.Buffers;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>
/// The end record of a zip file, which contains the position of the directory (APPNOTE.TXT 4.3.16). The Zip64 records (4.3.14,
/// 4.3.15) precede it if a number exceeds its field.
/// </summary>
internal static class ZipEnd
{
    public const ushort Version45 = 45;

    private const uint Signature = 0x06054B50;
    private const uint Zip64Signature = 0x06064B50;
    private const uint Zip64LocatorSignature = 0x07064B50;
    private const int Zip64Bytes = 56;

    /// <param name="output">The output.</param>
    /// <param name="entries">The number of files.</param>
    /// <param name="position">The position of the directory in the file.</param>
    /// <param name="bytes">The length of the directory in bytes.</param>
    public static void Write(IBufferWriter<byte> output, long entries, long position, long bytes)
    {
        if (entries >= ushort.MaxValue || position >= uint.MaxValue || bytes >= uint.MaxValue)
        {
            WriteZip64(output, (ulong)entries, (ulong)position, (ulong)bytes);
        }

        var fields = new ZipFields(output, 22);
        fields.Add(Signature);
        fields.Add((ushort)0); // this disk
        fields.Add((ushort)0); // the directory's disk
        fields.Add((ushort)Math.Min(entries, ushort.MaxValue));
        fields.Add((ushort)Math.Min(entries, ushort.MaxValue));
        fields.Add((uint)Math.Min(bytes, uint.MaxValue));
        fields.Add((uint)Math.Min(position, uint.MaxValue));
        fields.Add((ushort)0); // no comment
        fields.End();
    }

    private static void WriteZip64(IBufferWriter<byte> output, ulong entries, ulong position, ulong bytes)
    {
        var fields = new ZipFields(output, Zip64Bytes + 20);
        fields.Add(Zip64Signature);
        fields.Add(Zip64Bytes - 12ul); // the length of the rest of this record
        fields.Add(Version45);
        fields.Add(Version45);
        fields.Add(0u); // this disk
        fields.Add(0u); // the directory's disk
        fields.Add(entries);
        fields.Add(entries);
        fields.Add(bytes);
        fields.Add(position);

        fields.Add(Zip64LocatorSignature);
        fields.Add(0u); // the disk of the record above
        fields.Add(position + bytes);
        fields.Add(1u); // the number of disks
        fields.End();
    }
}
