namespace VisionSystem.Vision.Imaging;

/// <summary>Identifies files of other formats by their first bytes, so that the problem detail can name them.</summary>
internal static class KnownSignatures
{
    public const string Heic =
        "This is a HEIC, which is not supported; convert it to JPEG, PNG or WebP (on an iPhone: Settings, Camera, Formats, Most Compatible).";

    private const string Unknown = "The bytes are not a JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF image.";

    /// <summary>Returns one sentence for the user: the detected format, if known, and the accepted formats.</summary>
    public static string Explain(ReadOnlySpan<byte> file) => file switch
    {
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => ExplainBrand(file[8..]),
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] or [0xFF, 0x0A, ..] =>
            "This is a JPEG XL; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] =>
            "This is a JPEG 2000; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "This is a PDF; send its pages as JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "This is a Photoshop file; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [0, 0, 1 or 2, 0, ..] => "This is an icon or cursor; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'D', (byte)'D', (byte)'S', (byte)' ', ..] => "This is a DDS texture; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [0x76, 0x2F, 0x31, 0x01, ..] => "This is an OpenEXR file; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'q', (byte)'o', (byte)'i', (byte)'f', ..] => "This is a QOI; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] =>
            "This is a PNM; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'<', (byte)'s', (byte)'v', (byte)'g', ..] or [(byte)'<', (byte)'?', (byte)'x', (byte)'m', (byte)'l', ..] =>
            "This is SVG or other XML; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'<', (byte)'!' or (byte)'h' or (byte)'H', ..] => "This is HTML; send JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
        [(byte)'P', (byte)'K', 3, 4, ..] => "This is a ZIP archive; send the images one by one.",
        [0x1F, 0x8B, ..] => "This is compressed with gzip; send the image itself.",
        _ => Unknown,
    };

    private static string ExplainBrand(ReadOnlySpan<byte> brand) => brand switch
    {
        [(byte)'a', (byte)'v', (byte)'i', (byte)'f' or (byte)'s', ..] => "This is an AVIF without a still image; send one frame as JPEG, PNG, WebP or AVIF.",
        [(byte)'h', (byte)'e', ..] or [(byte)'m', (byte)'i' or (byte)'s', (byte)'f', (byte)'1', ..] => Heic,
        _ => "This is a video; send single frames as JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF.",
    };
}
