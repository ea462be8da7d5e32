namespace VisionSystem.Tests.Logging.Images;

internal static class StoredFiles
{
    /// <summary>Makes files older than they are.</summary>
    public static void Age(IEnumerable<string> files, TimeSpan by)
    {
        foreach (var file in files)
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - by);
        }
    }
}
