using System.Collections.Concurrent;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>Puts a tenant's images into the store. Thread-safe.</summary>
internal sealed class ImageRestore(BackupPart part, IImageStore images, BackupFolder folder)
{
    private readonly HashSet<string> _gone = [.. part.MissingImages];
    private readonly ConcurrentDictionary<string, string> _damaged = [];
    private long _added;

    public long Added => _added;

    public IReadOnlyCollection<string> Damaged => [.. _damaged.Values.Order(StringComparer.Ordinal)];

    /// <summary>Whether rows may name an image; one that was gone when the backup was made is as gone as it was.</summary>
    public bool Holds(string sha256) => !_damaged.ContainsKey(sha256);

    public async ValueTask RestoreAsync(Prediction prediction, CancellationToken cancellationToken)
    {
        var sha256 = prediction.Image.Sha256;
        if (_gone.Contains(sha256) || await images.ContainsAsync(part.Tenant, sha256, prediction.ImageBytes, cancellationToken))
        {
            return;
        }

        var file = folder.ImageOf(part, sha256);
        if (!File.Exists(file))
        {
            _damaged[sha256] = file;
            return;
        }

        await using var content = File.OpenRead(file);
        await using var received = await images.ReceiveAsync(part.Tenant, sha256, content, cancellationToken);
        if (received.HasExpectedHash)
        {
            await received.CommitAsync(cancellationToken);
            Interlocked.Increment(ref _added);
        }
        else
        {
            _damaged[sha256] = file;
        }
    }
}
