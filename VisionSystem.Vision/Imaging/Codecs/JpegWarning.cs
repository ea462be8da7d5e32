namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Tells libjpeg's warnings apart by their words (jerror.h), which is all that its callers get: stray bytes and odd versions
/// leave the picture whole, lost data does not.
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

    /// <summary>Whether the picture is whole all the same.</summary>
    /// <param name="message">The first warning; later ones are not kept by libjpeg-turbo.</param>
    /// <param name="header">Where the file had no end marker, the only warning to be passed over is of stray bytes before the one that was added.</param>
    public static bool IsHarmless(string message, in ImageHeader header) => header.Truncated
        ? message.Contains("extraneous bytes before marker 0xd9", StringComparison.Ordinal)
        : Array.Exists(Harmless, words => message.Contains(words, StringComparison.Ordinal));
}
