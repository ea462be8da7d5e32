using System.Buffers.Binary;

namespace VisionSystem.Logging.Exports.Zip;

/// <summary>
/// The CRC-32 of zip files (ISO-HDLC: polynomial 0x04C11DB7, reflected), eight bytes at a time from as many tables
/// (Kounavis and Berry, "A Systematic Approach to Building High Performance Software-Based CRC Generators", 2005).
/// </summary>
internal static class Crc32
{
    private const uint Reflected = 0xEDB88320;
    private const int Slices = 8;

    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var crc = uint.MaxValue;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][bytes[4]] ^ tables[2][bytes[5]] ^ tables[1][bytes[6]] ^ tables[0][bytes[7]];
            bytes = bytes[Slices..];
        }
        foreach (var next in bytes)
        {
            crc = tables[0][(crc ^ next) & 0xFF] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[Slices][];
        for (var slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                tables[slice][i] = slice == 0 ? Divide((uint)i) : tables[0][tables[slice - 1][i] & 0xFF] ^ (tables[slice - 1][i] >> 8);
            }
        }
        return tables;
    }

    private static uint Divide(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Reflected;
        }
        return value;
    }
}
