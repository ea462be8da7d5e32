namespace VisionSystem.Tests.Imaging;

/// <summary>EXIF data with nothing but an orientation.</summary>
internal static class TinyExif
{
    public static byte[] LittleEndian(byte orientation) =>
        [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] BigEndian(byte orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
}
