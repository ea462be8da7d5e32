using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Deletion;

/// <summary>
/// Deletes predictions: first the rows, then the images that no other prediction references. A crash in between leaves images
/// without rows, which the sweep finds. Images are quarantined instead of deleted immediately, so that a concurrent delivery
/// that relies on one of them does not lose it.
/// </summary>
internal sealed class PredictionRemoval(IPredictionStore predictions, ImageQuarantine quarantine, ILogger<PredictionRemoval> logger)
{
    /// <summary>Number of predictions per transaction.</summary>
    private const int BatchSize = 500;

    /// <summary>Maximum number of predictions per request; bounds the duration of the request.</summary>
    private const int MaxPerRequest = 20_000;

    /// <returns>False if the prediction does not exist.</returns>
    public async Task<bool> RemoveAsync(string tenant, Guid id, CancellationToken cancellationToken) =>
        await RemoveAsync(tenant, [id], cancellationToken) is { Predictions: > 0 };

    /// <summary>Deletes the matching predictions, newest first. Newer predictions that are stored during the deletion remain.</summary>
    public async Task<RemovalReport> RemoveAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken)
    {
        var report = new RemovalReport(DryRun: false, 0, 0, More: false);
        Guid? after = null;
        while (await predictions.ListIdsAsync(tenant, filter, after, BatchSize, cancellationToken) is { Count: > 0 } ids)
        {
            if (report.Predictions >= MaxPerRequest)
            {
                return report with { More = true };
            }

            var removed = await RemoveAsync(tenant, ids, cancellationToken);
            report = report with { Predictions = report.Predictions + removed.Predictions, Images = report.Images + removed.Images };
            after = ids[^1];
        }

        return report;
    }

    private async Task<(int Predictions, int Images)> RemoveAsync(string tenant, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var hashes = await predictions.RemoveAsync(tenant, ids, cancellationToken);
        if (hashes.Count == 0)
        {
            return default;
        }

        LoggingTelemetry.PredictionsRemoved.Add(hashes.Count);
        // If this fails or the process stops, the sweep quarantines the images later.
        var images = await quarantine.QuarantineAsync(tenant, hashes.ToHashSet(), cancellationToken);
        Log.PredictionsRemoved(logger, hashes.Count, images, tenant);
        return (hashes.Count, images);
    }
}
