namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Selects a scaled decode of a JPEG, which costs far less than a full one: 1/2, 1/4 or 1/8, because a block's 8×8
/// coefficients contain its 4×4, 2×2 and 1×1 versions.
/// </summary>
internal static class JpegScale
{
    /// <returns>1, 2, 4 or 8: the largest divisor that leaves both sides at or above the minimum.</returns>
    public static int Divisor(int width, int height, int minWidth, int minHeight)
    {
        var divisor = 1;
        if (minWidth <= 0 || minHeight <= 0)
        {
            return divisor;
        }

        while (divisor < 8 && Side(width, divisor * 2) >= minWidth && Side(height, divisor * 2) >= minHeight)
        {
            divisor *= 2;
        }

        return divisor;
    }

    /// <summary>Returns a side's length after scaling, rounded up.</summary>
    public static int Side(int length, int divisor) => (int)(((long)length + divisor - 1) / divisor);
}
