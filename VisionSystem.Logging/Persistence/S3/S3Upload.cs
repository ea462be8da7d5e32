using Amazon.S3.Model;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// Buffers an object in an unnamed file and uploads it when it is complete: S3 requires length and hash before the first byte, and
/// a retry starts from the beginning. Uploads of the same key are serialized, because some stores mix concurrent uploads, and
/// two uploads of one image are encrypted differently.
/// </summary>
internal sealed class S3Upload(S3Options options, S3Bucket bucket, StripedLock uploads) : ObjectUpload
{
    public override FileStream Stream { get; } = OpenUnnamed();

    public override Task CommitAsync(string key, CancellationToken cancellationToken)
    {
        var name = S3ObjectStore.NameOf(key);
        return uploads.RunAsync(key, () => bucket.PutAsync(name, () => CreateRequest(name), cancellationToken), cancellationToken);
    }

    public override ValueTask DisposeAsync() => Stream.DisposeAsync();

    private PutObjectRequest CreateRequest(string name)
    {
        Stream.Position = 0;
        return new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = name,
            InputStream = Stream,
            AutoCloseStream = false,
            ContentType = "application/octet-stream",
            // One piece with its SHA-256 in the signature: every store verifies it, while few support signed chunks.
            UseChunkEncoding = false,
        };
    }

    private static FileStream OpenUnnamed()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            // Unix retains an open file without a name, so that even a killed process leaves no file.
            File.Delete(path);
        }

        return file;
    }
}
