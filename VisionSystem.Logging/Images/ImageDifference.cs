using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>An image that exists either in the store or in the tables, but not in both.</summary>
/// <param name="Sha256">SHA-256 of the image, lower-case hex.</param>
/// <param name="StoredSince">Time at which the image was stored; null if the store does not contain it.</param>
internal readonly record struct ImageDifference(string Sha256, DateTimeOffset? StoredSince)
{
    /// <summary>
    /// Merges both sorted lists in one pass and holds one entry of each in memory. Images and rows that are added or removed during
    /// the pass can appear as differences, so the caller must check each difference again.
    /// </summary>
    /// <param name="stored">Images in the store, in ordinal order of their hashes.</param>
    /// <param name="named">Hashes in the tables, in ordinal order.</param>
    /// <param name="counted">Callback for each image in the store.</param>
    public static async IAsyncEnumerable<ImageDifference> BetweenAsync(
        IAsyncEnumerable<StoredImage> stored, IAsyncEnumerable<string> named, Action counted)
    {
        await using var images = stored.GetAsyncEnumerator();
        await using var names = named.GetAsyncEnumerator();
        var (hasImage, hasName) = (await images.MoveNextAsync(), await names.MoveNextAsync());
        while (hasImage || hasName)
        {
            var order = !hasImage ? 1 : !hasName ? -1 : string.CompareOrdinal(images.Current.Sha256, names.Current);
            if (order != 0)
            {
                yield return order < 0 ? new(images.Current.Sha256, images.Current.ModifiedAt) : new(names.Current, null);
            }

            if (order <= 0)
            {
                counted();
                hasImage = await images.MoveNextAsync();
            }

            if (order >= 0)
            {
                hasName = await names.MoveNextAsync();
            }
        }
    }
}
