namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Classifies libjpeg's warnings by their text (jerror.h), the only information that its callers receive: stray bytes and odd
/// versions leave the image complete, lost data does not.
/// </summary>
internal static class JpegWarning
{
    private static readonly string[] Harmless =
    [
        "extraneous bytes before marker",
        "Unknown Adobe color transform",
        "unknown JFIF revision",
        "Invalid SOS parameters",
        "Inconsistent progression sequence",
    ];

    /// <summary>True if the image is complete despite the warning.</summary>
    /// <param name="message">The first warning; libjpeg-turbo discards later ones.</param>
    /// <param name="header">
    /// The header. For a file without an end marker, only a warning about stray bytes before the appended marker is harmless.
    /// </param>
    public static bool IsHarmless(string message, in ImageHeader header) => header.Truncated
        ? message.Contains("extraneous bytes before marker 0xd9", StringComparison.Ordinal)
        : Array.Exists(Harmless, words => message.Contains(words, StringComparison.Ordinal));
}
