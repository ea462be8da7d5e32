namespace VisionSystem.Vision.Imaging;

/// <summary>The reason that an image cannot be used. A result and not an exception, because invalid uploads are expected.</summary>
internal enum ImageFault
{
    None,

    /// <summary>The file is empty (400).</summary>
    Empty,

    /// <summary>The signature belongs to no accepted format (415).</summary>
    NotAnImage,

    /// <summary>The header states more pixels than the limit (413).</summary>
    TooManyPixels,

    /// <summary>An accepted format in a variant that no codec here decodes (422).</summary>
    Unsupported,

    /// <summary>The file is truncated or damaged (422).</summary>
    Corrupt,
}
