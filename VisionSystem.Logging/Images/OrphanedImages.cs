using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>
/// Takes images out of the way that no prediction names. An image is never removed at once: it is set aside, where it can still
/// be read, and removed when it is still unnamed after a time that is longer than any delivery takes. So a delivery that
/// found the image in its place a moment before, and whose rows come a moment after, loses nothing: the next sweep puts the
/// image back.
/// </summary>
internal sealed class OrphanedImages(IPredictionStore predictions, IImageStore images)
{
    /// <summary>Sets aside those that no prediction of the tenant names.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> QuarantineAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var sha256 in await UnnamedAsync(tenant, hashes, cancellationToken))
        {
            count += await images.QuarantineAsync(tenant, sha256, cancellationToken) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Puts back those that a prediction names after all, and removes the others that were set aside long enough ago.</summary>
    /// <param name="tenant">Whose images.</param>
    /// <param name="aside">Images that are set aside.</param>
    /// <param name="before">When they must have been set aside, or put back, for what is aside to be removed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<(int Restored, int Removed)> ResolveAsync(
        string tenant, IReadOnlyCollection<StoredImage> aside, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var unnamed = await UnnamedAsync(tenant, [.. aside.Select(image => image.Sha256)], cancellationToken);
        var (restored, removed) = (0, 0);
        foreach (var image in aside)
        {
            if (!unnamed.Contains(image.Sha256))
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

    private async Task<HashSet<string>> UnnamedAsync(string tenant, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) =>
        [.. hashes.Except(hashes.Count > 0 ? await predictions.FindNamedImagesAsync(tenant, hashes, cancellationToken) : [])];
}
