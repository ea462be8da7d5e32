namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// The folder of files that are being written: <c>images/.incoming</c>. It is on the same disk as the images, so that a rename is
/// atomic, and separate from them, so that incomplete files of a crash are found without listing every image.
/// </summary>
internal sealed class IncomingFiles(StoreOptions options, ILogger<IncomingFiles> logger)
{
    public string Folder { get; } = Path.Combine(options.ImagesFolder, ".incoming");

    /// <param name="pathOf">Function from an object key to its path.</param>
    public IncomingFile Create(Func<string, string> pathOf) => new(Path.Combine(Folder, Path.GetRandomFileName() + ".tmp"), pathOf);

    /// <summary>Deletes incomplete files of an earlier run. Files that another process writes are locked and remain.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Folder);
        var removed = Directory.EnumerateFiles(Folder, "*.tmp").Count(TryRemove);
        if (removed > 0)
        {
            Log.RemovedUnfinished(logger, removed, Folder);
        }
    }

    private static bool TryRemove(string path)
    {
        try
        {
            using (File.Open(path, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
