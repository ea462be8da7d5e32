namespace VisionSystem.Tests.Logging.Images;

internal static class StoredFiles
{
    /// <summary>Moves the timestamps of files back.</summary>
    public static void Age(IEnumerable<string> files, TimeSpan by)
    {
        foreach (var file in files)
        {
            File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - by);
        }
    }
}
