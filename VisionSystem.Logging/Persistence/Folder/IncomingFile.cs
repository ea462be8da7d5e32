using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>A file that is being written under a temporary name.</summary>
/// <param name="path">Temporary path.</param>
/// <param name="pathOf">Function from an object key to its path.</param>
internal sealed class IncomingFile(string path, Func<string, string> pathOf) : ObjectUpload
{
    private bool _committed;

    /// <summary>Not shared: the lock shows the clean-up of another process that the file is in use.</summary>
    public override FileStream Stream { get; } = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Syncs the bytes, renames the file to its final name and syncs the folder.</summary>
    public override Task CommitAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var destination = pathOf(key);
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        var folder = SyncedFolder.CreateFor(destination);
        File.Move(path, destination, overwrite: true);
        _committed = true;
        DirectorySync.Flush(folder);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!_committed)
        {
            File.Delete(path);
        }
    }
}
