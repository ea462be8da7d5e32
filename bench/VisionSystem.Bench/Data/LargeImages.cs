namespace VisionSystem.Bench.Data;

/// <summary>
/// 12-megapixel JPEGs as phones write them, 4000 × 3000, made by enlarging ordinary images. An enlarged image is too smooth:
/// its file would be a third of a camera's and be decoded faster. So grain like a sensor's is added.
/// </summary>
internal static class LargeImages
{
    /// <summary>Gives files of 3 to 5 MB.</summary>
    private const int Grain = 6;

    /// <summary>The files, made on the first call and kept.</summary>
    /// <param name="count">How many; at most as many as there are ordinary images.</param>
    public static IReadOnlyList<string> Get(int count) => ImageMaker.Get("12mp", count, 4000, 3000, Grain);
}
