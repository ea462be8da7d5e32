namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>Creates folders durably.</summary>
internal static class SyncedFolder
{
    /// <summary>Creates the missing folders of a file and syncs the parent of each new one.</summary>
    /// <returns>The folder of the file.</returns>
    public static string CreateFor(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var parent = CreateFor(folder);
        Directory.CreateDirectory(folder);
        DirectorySync.Flush(parent);
        return folder;
    }
}
