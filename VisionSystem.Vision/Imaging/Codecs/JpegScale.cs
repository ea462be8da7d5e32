namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Which of the sizes that a JPEG's transform gives for little more than nothing is still enough: 1/2, 1/4 or 1/8, because a
/// block's 8×8 coefficients hold its 4×4, 2×2 and 1×1 versions.
/// </summary>
internal static class JpegScale
{
    /// <returns>1, 2, 4 or 8: the largest divisor that leaves both sides at least the least size.</returns>
    public static int Divisor(int width, int height, int leastWidth, int leastHeight)
    {
        var divisor = 1;
        if (leastWidth <= 0 || leastHeight <= 0)
        {
            return divisor;
        }

        while (divisor < 8 && Side(width, divisor * 2) >= leastWidth && Side(height, divisor * 2) >= leastHeight)
        {
            divisor *= 2;
        }

        return divisor;
    }

    /// <summary>A side's length after scaling, rounded up.</summary>
    public static int Side(int length, int divisor) => (int)(((long)length + divisor - 1) / divisor);
}
