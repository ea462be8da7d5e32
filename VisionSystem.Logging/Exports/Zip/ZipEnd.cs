using System.Buffers;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>
/// The last bytes of a zip file, which say where its directory is (APPNOTE.TXT 4.3.16); before them those of Zip64 (4.3.14,
/// 4.3.15) where a number does not fit.
/// </summary>
internal static class ZipEnd
{
    public const ushort Version45 = 45;

    private const uint Signature = 0x06054B50;
    private const uint Zip64Signature = 0x06064B50;
    private const uint Zip64LocatorSignature = 0x07064B50;
    private const int Zip64Bytes = 56;

    /// <param name="output">Where to.</param>
    /// <param name="entries">How many files there are.</param>
    /// <param name="position">Where the directory begins.</param>
    /// <param name="bytes">How long it is.</param>
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
        fields.Add(Zip64Bytes - 12ul); // what follows this field
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
        fields.Add(1u); // disks
        fields.End();
    }
}
