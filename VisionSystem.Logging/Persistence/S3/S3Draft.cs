using Amazon.S3.Model;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// A file without a name that is uploaded when it is whole: S3 wants to know length and hash before the first byte, and a
/// failed attempt has to begin again. One key's uploads go one after the other: not every store keeps those apart that come
/// together, and two of one image are encrypted differently.
/// </summary>
internal sealed class S3Draft(S3Options options, S3Clients clients, S3Calls calls, StripedLock uploads) : ObjectDraft
{
    public override FileStream Stream { get; } = OpenNameless();

    public override Task CommitAsync(string key, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = S3ObjectStore.NameOf(key),
            InputStream = Stream,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            // One piece with its SHA-256 in the signature: every store checks that, few know signed chunks.
            UseChunkEncoding = false,
        };
        Stream.Position = 0;
        return uploads.RunAsync(
            key,
            () => calls.RunAsync("PutObject", request.Key, () => clients.Requests.PutObjectAsync(request, cancellationToken), cancellationToken),
            cancellationToken);
    }

    public override ValueTask DisposeAsync() => Stream.DisposeAsync();

    private static FileStream OpenNameless()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // Unix keeps a file without a name while it is open, so that not even a killed process leaves one behind.
            File.Delete(path);
        }

        return file;
    }
}
