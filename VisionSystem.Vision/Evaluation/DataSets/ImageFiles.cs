namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>Lists the images of a folder.</summary>
internal static class ImageFiles
{
    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the images in the folder and its subfolders, sorted by path.</summary>
    /// <exception cref="DataSetException">The folder does not exist or contains no image.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataSetException($"{folder} is not a folder");
        }

        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new DataSetException($"{folder} contains no image ({string.Join(' ', Extensions)})");
    }
}
