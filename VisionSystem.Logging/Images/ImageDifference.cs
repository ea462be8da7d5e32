using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>An image that is in the store and not in the tables, or the other way round.</summary>
/// <param name="Sha256">Its hash.</param>
/// <param name="StoredSince">Since when it is in the store; null when it is not there.</param>
internal readonly record struct ImageDifference(string Sha256, DateTimeOffset? StoredSince)
{
    /// <summary>
    /// Walks through both lists side by side, each read once, one entry of each in memory. What is added or removed meanwhile
    /// can show as a difference, so each one has to be asked for again.
    /// </summary>
    /// <param name="stored">The images in the store, by hash in ordinal order.</param>
    /// <param name="named">The hashes in the tables, in ordinal order.</param>
    /// <param name="counted">Called for each image in the store.</param>
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
