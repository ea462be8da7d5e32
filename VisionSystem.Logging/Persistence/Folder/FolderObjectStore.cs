using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Persistence.Folder;

/// <summary>
/// Stores objects as files below <c>images/</c>. A file is written under a temporary name, synced and renamed, so that a file with
/// its final name is always complete.
/// </summary>
internal sealed class FolderObjectStore(StoreOptions options, IncomingFiles incoming, TimeProvider time) : IObjectStore
{
    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        incoming.Prepare();
        return Task.CompletedTask;
    }

    public ObjectUpload BeginUpload() => incoming.Create(PathOf);

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? new StoredObject(key, file.Length, file.LastWriteTimeUtc) : null);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(key), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            }));
        }
        catch (Exception exception) when (IsMissing(exception))
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<bool> MoveAsync(string from, string to, CancellationToken cancellationToken)
    {
        var (source, destination) = (PathOf(from), PathOf(to));
        try
        {
            File.SetLastWriteTimeUtc(source, time.GetUtcNow().UtcDateTime);
            var folder = SyncedFolder.CreateFor(destination);
            File.Move(source, destination, overwrite: true);
            DirectorySync.Flush(folder);
            return Task.FromResult(true);
        }
        catch (Exception exception) when (IsMissing(exception))
        {
            return Task.FromResult(false);
        }
    }

    public Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Without its folder, the file does not exist either.
        }

        return Task.CompletedTask;
    }

    public Task RemoveFolderAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.Delete(PathOf(folder), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Already deleted.
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult(FolderListing.Folders(PathOf(folder)));

    public IAsyncEnumerable<StoredObject> ListAsync(string folder, CancellationToken cancellationToken) =>
        FolderListing.Files(PathOf(folder), folder).ToAsyncEnumerable();

    public Uri? Link(string key, string contentType, TimeSpan lifetime) => null;

    public Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken)
    {
        if ((WritableFolder.Prepare(incoming.Folder) ?? DiskFault.Of(incoming.Folder)) is { } fault)
        {
            throw StoreUnavailableException.OfDisk("Images", fault, cause: null);
        }

        var free = new DriveInfo(options.ImagesFolder).AvailableFreeSpace;
        return Task.FromResult(new StoreStatus("folder", options.ImagesFolder, UsedBytes: null, free));
    }

    private static bool IsMissing(Exception exception) => exception is FileNotFoundException or DirectoryNotFoundException;

    private string PathOf(string key) => Path.Combine(options.ImagesFolder, key);
}
