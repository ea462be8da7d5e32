using System.Security.Cryptography;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>
/// Brings back what a backup holds: images first, then the rows that name them, as deliveries do. What is there already stays
/// as it is, so a restore that was interrupted goes on when it is run again.
/// </summary>
internal sealed class BackupReader(IPredictionStore predictions, IImageStore images, CommandConsole console, BackupFolder folder)
{
    private const int AtATime = 8;

    /// <exception cref="CommandException">The file of the predictions is damaged or missing; nothing was changed.</exception>
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
                new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
                restore.RestoreAsync);
            StoredPrediction[] whole = [.. rows.Where(row => restore.Holds(row.Prediction.Image.Sha256))];
            added += whole.Length == 0 ? 0 : await predictions.RestoreAsync(part.Tenant, whole, cancellationToken);
            restored += whole.Length;
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
            throw new CommandException($"{file} is missing; nothing of tenant {part.Tenant} was restored: copy it from where the backup was made");
        }

        await using var stream = File.OpenRead(file);
        if (Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)) != part.RowsSha256)
        {
            throw new CommandException($"{file} is damaged: it is not what the backup wrote; nothing of tenant {part.Tenant} was restored: copy it anew from where the backup was made");
        }
    }
}

/// <summary>What a restore did.</summary>
/// <param name="Predictions">How many predictions are there.</param>
/// <param name="NewPredictions">How many of them were not there before.</param>
/// <param name="NewImages">How many images were not there before.</param>
/// <param name="Damaged">The images' files that are damaged or missing.</param>
internal sealed record RestoreOutcome(long Predictions, long NewPredictions, long NewImages, IReadOnlyCollection<string> Damaged);
