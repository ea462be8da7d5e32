using System.Collections.Concurrent;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>Restores the images of a tenant. Thread-safe.</summary>
internal sealed class ImageRestore(BackupPart part, IImageStore images, BackupFolder folder)
{
    private readonly HashSet<string> _missing = [.. part.MissingImages];
    private readonly ConcurrentDictionary<string, string> _damaged = [];
    private long _added;

    public long Added => _added;

    public IReadOnlyCollection<string> Damaged => [.. _damaged.Values.Order(StringComparer.Ordinal)];

    /// <summary>Returns true if predictions of an image can be restored: it is in the store, or it was already missing at the time of the backup.</summary>
    public bool IsRestorable(string sha256) => !_damaged.ContainsKey(sha256);

    public async ValueTask RestoreAsync(Prediction prediction, CancellationToken cancellationToken)
    {
        var sha256 = prediction.Image.Sha256;
        if (_missing.Contains(sha256) || await images.ContainsAsync(part.Tenant, sha256, prediction.ImageBytes, cancellationToken))
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
