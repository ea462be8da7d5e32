namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Converts CMYK to RGB by ink coverage, R = (1 − C)(1 − K), as OpenCV and Pillow do: models are trained on images that were
/// read this way, and no colour profile is needed.
/// </summary>
internal static unsafe class CmykPixels
{
    /// <param name="cmyk">The source, four bytes per pixel.</param>
    /// <param name="rgb">The destination, three bytes per pixel.</param>
    /// <param name="count">The number of pixels.</param>
    /// <param name="inverted">
    /// True if 255 means no ink. Adobe's programs store JPEG this way, and this library treats every CMYK JPEG as Adobe's, as
    /// libvips does.
    /// </param>
    public static void ToRgb(byte* cmyk, byte* rgb, long count, bool inverted)
    {
        var flip = inverted ? 0 : 255;
        for (long i = 0; i < count; i++, cmyk += 4, rgb += 3)
        {
            var key = cmyk[3] ^ flip;
            rgb[0] = Multiply(cmyk[0] ^ flip, key);
            rgb[1] = Multiply(cmyk[1] ^ flip, key);
            rgb[2] = Multiply(cmyk[2] ^ flip, key);
        }
    }

    // Equals round(a * b / 255).
    private static byte Multiply(int a, int b)
    {
        var product = (a * b) + 128;
        return (byte)((product + (product >> 8)) >> 8);
    }
}
