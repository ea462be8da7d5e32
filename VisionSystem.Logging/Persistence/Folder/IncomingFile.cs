using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>A file that is being written and has no place yet.</summary>
/// <param name="path">Where it is meanwhile.</param>
/// <param name="pathOf">The place that a key stands for.</param>
internal sealed class IncomingFile(string path, Func<string, string> pathOf) : ObjectDraft
{
    private bool _placed;

    /// <summary>Not shared: the lock tells a clean-up that someone is still writing.</summary>
    public override FileStream Stream { get; } = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Syncs the bytes, gives the file its final name, and syncs the name.</summary>
    public override Task CommitAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var destination = pathOf(key);
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        var folder = SyncedFolder.CreateFor(destination);
        File.Move(path, destination, overwrite: true);
        _placed = true;
        DirectorySync.Flush(folder);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!_placed)
        {
            File.Delete(path);
        }
    }
}
