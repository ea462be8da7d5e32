using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Deletion;

/// <summary>
/// Removes predictions, rows first, then the images that no other prediction names: a crash in between leaves images without
/// rows, which the sweep finds. Images are set aside, not removed at once, so that a delivery in progress that counts on one
/// does not lose it.
/// </summary>
internal sealed class PredictionRemoval(IPredictionStore predictions, OrphanedImages unnamed, ILogger<PredictionRemoval> logger)
{
    /// <summary>So many go in one transaction.</summary>
    private const int AtOnce = 500;

    /// <summary>So many at most for one request, which has to be answered some time.</summary>
    private const int AtMost = 20_000;

    /// <returns>False when it is not there.</returns>
    public async Task<bool> RemoveAsync(string tenant, Guid id, CancellationToken cancellationToken) =>
        await RemoveAsync(tenant, [id], cancellationToken) is { Predictions: > 0 };

    /// <summary>Removes what a filter means, newest first; what is stored meanwhile and would be found first stays.</summary>
    public async Task<RemovalReport> RemoveAsync(string tenant, PredictionFilter filter, CancellationToken cancellationToken)
    {
        var report = new RemovalReport(DryRun: false, 0, 0, More: false);
        Guid? after = null;
        while (await predictions.ListIdsAsync(tenant, filter, after, AtOnce, cancellationToken) is { Count: > 0 } ids)
        {
            if (report.Predictions >= AtMost)
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
        // What is not set aside now, because a store fails or this process does, the sweep sets aside.
        var images = await unnamed.QuarantineAsync(tenant, hashes.ToHashSet(), cancellationToken);
        Log.PredictionsRemoved(logger, hashes.Count, images, tenant);
        return (hashes.Count, images);
    }
}
