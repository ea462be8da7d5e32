using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>
/// Quarantines images that no prediction references. A quarantined image remains readable. It is deleted only if it is still
/// unreferenced after a period that exceeds the longest delivery. A delivery that found the image just before and stores its
/// rows just after therefore loses no data: the next sweep restores the image.
/// </summary>
internal sealed class ImageQuarantine(IPredictionStore predictions, IImageStore images)
{
    /// <summary>Quarantines the images that no prediction of the tenant references.</summary>
    /// <returns>The number of quarantined images.</returns>
    public async Task<int> QuarantineAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var sha256 in await FindOrphansAsync(tenant, hashes, cancellationToken))
        {
            count += await images.QuarantineAsync(tenant, sha256, cancellationToken) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Restores quarantined images that a prediction references and deletes the others after the grace period.</summary>
    /// <param name="tenant">Name of the tenant.</param>
    /// <param name="quarantined">Quarantined images.</param>
    /// <param name="before">Latest time of quarantine or restore for which a quarantined copy is deleted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<(int Restored, int Removed)> ResolveAsync(
        string tenant, IReadOnlyCollection<StoredImage> quarantined, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var orphans = await FindOrphansAsync(tenant, [.. quarantined.Select(image => image.Sha256)], cancellationToken);
        var (restored, removed) = (0, 0);
        foreach (var image in quarantined)
        {
            if (!orphans.Contains(image.Sha256))
            {
                restored += await images.RestoreAsync(tenant, image, before, cancellationToken) ? 1 : 0;
            }
            else if (image.ModifiedAt < before)
            {
                await images.RemoveAsync(image, cancellationToken);
                removed++;
            }
        }

        return (restored, removed);
    }

    private async Task<HashSet<string>> FindOrphansAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) =>
        [.. hashes.Except(hashes.Count > 0 ? await predictions.FindNamedImagesAsync(tenant, hashes, cancellationToken) : [])];
}
