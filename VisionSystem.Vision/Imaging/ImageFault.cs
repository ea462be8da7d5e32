namespace VisionSystem.Vision.Imaging;

/// <summary>Why an image cannot be used. Expected, so a result and not an exception.</summary>
internal enum ImageFault
{
    None,

    /// <summary>No bytes at all (400).</summary>
    Empty,

    /// <summary>The signature is of no accepted format (415).</summary>
    NotAnImage,

    /// <summary>More pixels than allowed, by its header (413).</summary>
    TooManyPixels,

    /// <summary>An accepted format, stored in a way that no codec here reads (422).</summary>
    Unsupported,

    /// <summary>Truncated or damaged (422).</summary>
    Corrupt,
}
