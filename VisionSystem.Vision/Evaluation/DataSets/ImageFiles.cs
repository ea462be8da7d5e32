namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>The images of a folder.</summary>
internal static class ImageFiles
{
    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Images in the folder and below it, in order of their paths.</summary>
    /// <exception cref="DataSetException">There is no such folder, or no image in it.</exception>
    public static IReadOnlyList<string> In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DataSetException($"{folder} is no folder");
        }

        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Extensions.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new DataSetException($"{folder} holds no photo ({string.Join(' ', Extensions)})");
    }
}
