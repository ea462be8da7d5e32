namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>EXIF data that contain only an orientation.</summary>
internal static class TinyExif
{
    public static byte[] LittleEndian(byte orientation) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] BigEndian(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>Stores the orientation as a value of the given type.</summary>
    /// <param name="type">TIFF type number.</param>
    /// <param name="value">The value's bytes in the file's byte order; more than four are stored after the directory.</param>
    /// <param name="bigEndian">The file's byte order.</param>
    public static byte[] Typed(byte type, byte[] value, bool bigEndian)
    {
        const byte Behind = 26;
        byte[] entry = value.Length <= 4 ? [.. value, .. new byte[4 - value.Length]] : bigEndian ? [0, 0, 0, Behind] : [Behind, 0, 0, 0];
        byte[] rest = [.. entry, 0, 0, 0, 0, .. value.Length <= 4 ? [] : value];
        return bigEndian
            ? [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1, .. rest]
            : [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0, .. rest];
    }
}
