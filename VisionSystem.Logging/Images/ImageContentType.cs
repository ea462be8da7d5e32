namespace VisionSystem.Logging.Images;

/// <summary>The media types of the formats that predictions name.</summary>
internal static class ImageContentType
{
    public static string Of(string format) => format switch
    {
        "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "tiff" => "image/tiff",
        "avif" => "image/avif",
        _ => "application/octet-stream",
    };
}
