using System.Text.Json;
using VisionSystem.Cli.Terminal;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Cli.Data.Backup;

/// <summary>
/// Writes a backup. One statement reads the predictions of a tenant, so they are consistent. Their images follow; images of an
/// earlier or interrupted run are not copied again.
/// </summary>
internal sealed class BackupWriter(IPredictionStore predictions, IImageStore images, CommandConsole console, string folder)
{
    private const int MaxConcurrency = 8;

    public async Task<BackupManifest> RunAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Without a manifest the backup is incomplete.
        File.Delete(BackupFolder.ManifestOf(folder));
        var createdAt = console.Time.GetUtcNow();
        var parts = new List<BackupPart>();
        foreach (var tenant in tenants)
        {
            var rows = await WriteRowsAsync(tenant, cancellationToken);
            parts.Add(await CopyImagesAsync(rows, cancellationToken));
        }

        var manifest = new BackupManifest(BackupFolder.Format, createdAt, parts);
        var file = BackupFolder.ManifestOf(folder);
        await File.WriteAllTextAsync(file + ".part", JsonSerializer.Serialize(manifest, ManifestJson.Default.BackupManifest), cancellationToken);
        File.Move(file + ".part", file, overwrite: true);
        return manifest;
    }

    private async Task<BackupPart> WriteRowsAsync(string tenant, CancellationToken cancellationToken)
    {
        var file = BackupFolder.RowsOf(folder, tenant);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var bar = new ProgressBar(console, Quantity.Count, $" predictions of {tenant}");
        BackupPart part;
        await using (var rows = new RowFile(file + ".part"))
        {
            await predictions.ReadAllAsync(
                tenant,
                () =>
                {
                    rows.Clear();
                    return rows;
                },
                (all, row) =>
                {
                    all.Add(row);
                    bar.Report(all.Predictions, total: null);
                },
                cancellationToken);
            part = new BackupPart(tenant, rows.Predictions, rows.Reviews, rows.Images, rows.End(), []);
        }

        File.Move(file + ".part", file, overwrite: true);
        return part;
    }

    private async Task<BackupPart> CopyImagesAsync(BackupPart part, CancellationToken cancellationToken)
    {
        using var bar = new ProgressBar(console, Quantity.Count, $" images of {part.Tenant}");
        var copied = new HashSet<UInt128>();
        var missing = new List<string>();
        var images = BackupFolder.ReadRowsAsync(BackupFolder.RowsOf(folder, part.Tenant), cancellationToken)
            .Where(row => copied.Add(RowFile.KeyOf(row.Prediction.Image.Sha256)))
            .Select(row => (row.Prediction.Image.Sha256, row.Prediction.ImageBytes));
        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken }, async (image, token) =>
        {
            if (!await CopyAsync(part.Tenant, image.Sha256, image.ImageBytes, token))
            {
                bar.Note($"image {image.Sha256} of tenant {part.Tenant} is missing or damaged in the store");
                lock (missing)
                {
                    missing.Add(image.Sha256);
                }
            }

            bar.Step(part.Images);
        });
        return part with { MissingImages = [.. missing.Order(StringComparer.Ordinal)] };
    }

    /// <returns>False if the image is missing or damaged in the store.</returns>
    private async Task<bool> CopyAsync(string tenant, string sha256, long bytes, CancellationToken cancellationToken)
    {
        var file = new FileInfo(BackupFolder.ImageOf(folder, tenant, sha256));
        if (file.Exists && file.Length == bytes)
        {
            return true;
        }

        await using var image = await images.OpenAsync(tenant, sha256, cancellationToken);
        if (image is null)
        {
            return false;
        }

        file.Directory!.Create();
        var part = $"{file.FullName}.{Path.GetRandomFileName()}.part";
        try
        {
            using var hashing = new HashingCopy();
            await using (var copy = File.Create(part))
            {
                await hashing.RunAsync(image, copy, cancellationToken);
                copy.Flush(flushToDisk: true);
            }

            if (!hashing.Matches(sha256))
            {
                return false;
            }

            File.Move(part, file.FullName, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(part);
        }
    }
}
