using System.Buffers.Binary;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Exports;

/// <summary>What an image is called in data sets: by its bytes, so that it is called the same in every export.</summary>
internal static class ExportImageName
{
    /// <summary>The bits of an integer that every JSON reader holds exactly, but one.</summary>
    private const int IdBits = 52;

    /// <summary><c>SHA256.jpg</c>.</summary>
    public static string FileOf(ImageReference image) => image.Sha256 + ExtensionOf(image.Format);

    /// <summary>A number, 0 to 2⁵² − 1: the first bits of the image's SHA-256.</summary>
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
