namespace VisionSystem.Logging.Storage.Folder;

/// <summary>A file that is being written and has no place yet. Disposed without one, it is gone.</summary>
internal sealed class IncomingFile(string path) : IDisposable
{
    private bool _placed;

    /// <summary>Not shared: the lock tells a clean-up that someone is still writing.</summary>
    public FileStream Stream { get; } = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Syncs the bytes, gives the file its final name, and syncs the name.</summary>
    public void MoveTo(string destination)
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        var folder = CreateFolder(destination);
        File.Move(path, destination, overwrite: true);
        _placed = true;
        DirectorySync.Flush(folder);
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (!_placed)
        {
            File.Delete(path);
        }
    }

    /// <summary>Creates the folders above a file; each new one is synced into its parent.</summary>
    private static string CreateFolder(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(folder))
        {
            return folder;
        }
        var parent = CreateFolder(folder);
        Directory.CreateDirectory(folder);
        DirectorySync.Flush(parent);
        return folder;
    }
}
