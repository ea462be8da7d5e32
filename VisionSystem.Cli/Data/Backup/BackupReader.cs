using System.Security.Cryptography;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>
/// Restores a backup: images first, then their predictions, in the order of deliveries. Existing data remains unchanged, so an
/// interrupted restore can be repeated.
/// </summary>
internal sealed class BackupReader(IPredictionStore predictions, IImageStore images, CommandConsole console, BackupFolder folder)
{
    private const int MaxConcurrency = 8;

    /// <summary>Restores the part of one tenant.</summary>
    /// <exception cref="CommandException">The predictions file is damaged or missing; nothing was changed.</exception>
    public async Task<RestoreOutcome> RunAsync(BackupPart part, CancellationToken cancellationToken)
    {
        await CheckRowsAsync(part, cancellationToken);
        using var bar = new ProgressBar(console, Quantity.Count, $" predictions of {part.Tenant}");
        var restore = new ImageRestore(part, images, folder);
        var (restored, added, read) = (0L, 0L, 0L);
        await foreach (var rows in BackupFolder.ReadRowsAsync(folder.RowsOf(part), cancellationToken).Chunk(PredictionBatch.MaxPredictions).WithCancellation(cancellationToken))
        {
            await Parallel.ForEachAsync(
                rows.Select(row => row.Prediction).DistinctBy(prediction => prediction.Image.Sha256),
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
                restore.RestoreAsync);
            StoredPrediction[] restorable = [.. rows.Where(row => restore.IsRestorable(row.Prediction.Image.Sha256))];
            added += restorable.Length == 0 ? 0 : await predictions.RestoreAsync(part.Tenant, restorable, cancellationToken);
            restored += restorable.Length;
            read += rows.Length;
            bar.Report(read, part.Predictions);
        }

        return new RestoreOutcome(restored, added, restore.Added, restore.Damaged);
    }

    private async Task CheckRowsAsync(BackupPart part, CancellationToken cancellationToken)
    {
        var file = folder.RowsOf(part);
        if (!File.Exists(file))
        {
            throw new CommandException($"{file} is missing; tenant {part.Tenant} was not restored: copy the file from the original backup");
        }

        await using var stream = File.OpenRead(file);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != part.RowsSha256)
        {
            throw new CommandException($"{file} is damaged: its SHA-256 differs from the manifest; tenant {part.Tenant} was not restored: copy the file again from the original backup");
        }
    }
}

/// <summary>The result of a restore.</summary>
/// <param name="Predictions">The number of restored or existing predictions.</param>
/// <param name="NewPredictions">The number of predictions that the restore added.</param>
/// <param name="NewImages">The number of images that the restore added.</param>
/// <param name="Damaged">The damaged or missing image files of the backup.</param>
internal sealed record RestoreOutcome(long Predictions, long NewPredictions, long NewImages, IReadOnlyCollection<string> Damaged);
