namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// The folder of files that are being written: <c>images/.incoming</c>, on the same disk as the images so that a rename moves
/// them whole, and apart from them so that what a crash left behind is found without walking through every image.
/// </summary>
internal sealed class IncomingFiles(StoreOptions options, ILogger<IncomingFiles> logger)
{
    public string Folder { get; } = Path.Combine(options.ImagesFolder, ".incoming");

    /// <param name="pathOf">The place that a key stands for.</param>
    public IncomingFile Create(Func<string, string> pathOf) => new(Path.Combine(Folder, Path.GetRandomFileName() + ".tmp"), pathOf);

    /// <summary>Removes what an earlier run left unfinished; what another process is writing now is locked and stays.</summary>
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
