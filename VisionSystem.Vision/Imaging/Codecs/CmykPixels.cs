namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// CMYK to RGB by ink coverage, R = (1 − C)(1 − K), as OpenCV and Pillow do it: models were trained on pictures that were
/// read so, and no profile is needed.
/// </summary>
internal static unsafe class CmykPixels
{
    /// <param name="cmyk">Four bytes a pixel.</param>
    /// <param name="rgb">Three bytes a pixel.</param>
    /// <param name="count">Pixels.</param>
    /// <param name="inverted">
    /// Whether 255 means no ink. Adobe's programs store it so, and like libvips we take every JPEG for theirs.
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

    // Exactly round(a * b / 255).
    private static byte Multiply(int a, int b)
    {
        var product = (a * b) + 128;
        return (byte)((product + (product >> 8)) >> 8);
    }
}
