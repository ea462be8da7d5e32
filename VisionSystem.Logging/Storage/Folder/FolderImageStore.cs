using VisionSystem.Logging.Images;
using VisionSystem.Logging.Telemetry;

namespace VisionSystem.Logging.Storage.Folder;

/// <summary>
/// Photos as files: <c>images/tenant/ab/cd/abcd…</c>. A photo is written beside, synced, and renamed into its place when its
/// hash is right, so that whatever has its final name is whole.
/// </summary>
internal sealed class FolderImageStore(StoreOptions options, IncomingFiles incoming) : IImageStore
{
    private const int BufferBytes = 81920;

    public Task<bool> ContainsAsync(string tenant, string sha256, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(PathOf(tenant, sha256)));

    public async Task<ImagePut> PutAsync(string tenant, string sha256, Stream content, CancellationToken cancellationToken)
    {
        using var span = LoggingTelemetry.Source.StartActivity("image store put");
        var path = PathOf(tenant, sha256);
        var put = File.Exists(path)
            ? await CompareAsync(sha256, content, cancellationToken)
            : await WriteAsync(path, sha256, content, cancellationToken);
        span?.SetTag("cv.image.sha256", sha256).SetTag("cv.image.bytes", put.Bytes).SetTag("cv.image.outcome", put.Outcome.ToString());
        return put;
    }

    public Task<Stream?> OpenAsync(string tenant, string sha256, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(PathOf(tenant, sha256), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            }));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<StoreStatus> ProbeAsync(CancellationToken cancellationToken)
    {
        if (WritableFolder.Prepare(incoming.Folder) is { } fault)
        {
            throw new IOException(fault);
        }
        var free = new DriveInfo(options.ImagesFolder).AvailableFreeSpace;
        return Task.FromResult(new StoreStatus("folder", options.ImagesFolder, UsedBytes: null, free));
    }

    /// <summary>Reads what is stored already, only to see that the sender means the same bytes.</summary>
    private static async Task<ImagePut> CompareAsync(string sha256, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingCopy(BufferBytes);
        var bytes = await hashing.RunAsync(content, Stream.Null, cancellationToken);
        return new ImagePut(hashing.Matches(sha256) ? ImagePutOutcome.Deduplicated : ImagePutOutcome.HashMismatch, bytes);
    }

    private async Task<ImagePut> WriteAsync(string path, string sha256, Stream content, CancellationToken cancellationToken)
    {
        using var file = incoming.Create();
        using var hashing = new HashingCopy(BufferBytes);
        var bytes = await hashing.RunAsync(content, file.Stream, cancellationToken);
        if (!hashing.Matches(sha256))
        {
            return new ImagePut(ImagePutOutcome.HashMismatch, bytes);
        }
        file.MoveTo(path);
        return new ImagePut(ImagePutOutcome.Stored, bytes);
    }

    private string PathOf(string tenant, string sha256) => Path.Combine(options.ImagesFolder, ImageKey.Of(tenant, sha256));
}
