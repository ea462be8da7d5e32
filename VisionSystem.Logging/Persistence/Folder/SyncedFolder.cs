namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>Creates folders whose names survive a power cut.</summary>
internal static class SyncedFolder
{
    /// <summary>Creates the folders above a file where they are missing; each new one is synced into its parent.</summary>
    /// <returns>The folder that the file is in.</returns>
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
