using System.Buffers.Binary;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports;

/// <summary>The file name and the id of an image in data sets. Both depend on the image's bytes only, so every export uses the same.</summary>
internal static class DataSetImage
{
    /// <summary>One bit fewer than the integers that every JSON reader represents exactly (RFC 8259, 6).</summary>
    private const int IdBits = 52;

    /// <summary>Returns the file name, such as <c>SHA256.jpg</c>.</summary>
    public static string FileOf(ImageReference image) => image.Sha256 + ExtensionOf(image.Format);

    /// <summary>Returns the id: the first bits of the image's SHA-256, 0..2⁵² − 1.</summary>
    public static long IdOf(ImageReference image)
    {
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        Convert.FromHexString(image.Sha256.AsSpan(0, 2 * first.Length), first, out _, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(first) >> (64 - IdBits));
    }

    private static string ExtensionOf(string format) => format switch
    {
        "jpeg" => ".jpg",
        "png" or "webp" or "gif" or "bmp" or "tiff" or "avif" => "." + format,
        _ => ".bin",
    };
}

/// <summary>A box clipped to its image: upper left corner and size, in pixels.</summary>
internal readonly record struct ClippedBox(float X, float Y, float Width, float Height)
{
    /// <summary>Clips a box to its image, because data sets do not allow boxes that exceed it.</summary>
    public static ClippedBox Of(Box box, ImageReference image)
    {
        var (left, top) = (Math.Clamp(box.X1, 0, image.Width), Math.Clamp(box.Y1, 0, image.Height));
        var (right, bottom) = (Math.Clamp(box.X2, left, image.Width), Math.Clamp(box.Y2, top, image.Height));
        return new ClippedBox(left, top, right - left, bottom - top);
    }
}
