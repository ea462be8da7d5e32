using System.Globalization;
using System.Runtime.CompilerServices;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Exports;

/// <summary>
/// Reads what a search finds, newest first and page by page, so that neither memory nor a connection is held by a client who
/// reads slowly.
/// </summary>
internal sealed class ExportSource(IPredictionStore store, ExportOrder order)
{
    /// <summary>The first page is small, since someone waits for it.</summary>
    private const int FirstPage = 50;

    private const int Page = 500;

    private readonly HashSet<UInt128> _taken = [];

    /// <summary>Called with how many predictions each page held.</summary>
    public Action<int> OnRead { private get; init; } = _ => { };

    public async IAsyncEnumerable<Prediction> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        for (var size = FirstPage; ; size = Page)
        {
            var page = await store.SearchAsync(order.Tenant, order.Filter, new ResultPage(after, size), cancellationToken);
            foreach (var prediction in order.Format.OncePerImage ? await OncePerImageAsync(page, cancellationToken) : page)
            {
                if (!order.Format.OnlyDetections || prediction.Detections.Count > 0)
                {
                    yield return prediction;
                }
            }

            OnRead(page.Count);
            if (page.Count < size)
            {
                yield break;
            }

            after = page[^1].Id;
        }
    }

    /// <summary>
    /// Of several predictions on one image, that with the newest review, else the newest. Only such images are remembered: they
    /// are few, and 16 bytes of each do.
    /// </summary>
    private async Task<IReadOnlyList<Prediction>> OncePerImageAsync(IReadOnlyList<Prediction> page, CancellationToken cancellationToken)
    {
        var shared = await store.SharedImagesAsync(order.Tenant, [.. page.Select(prediction => prediction.Image.Sha256).Distinct()], cancellationToken);
        if (shared.Count == 0)
        {
            return page;
        }

        var reviewed = await ReviewedAsync([.. shared.Where(hash => !_taken.Contains(Key(hash)))], cancellationToken);
        return [.. page
            .Where(prediction => !shared.Contains(prediction.Image.Sha256) || _taken.Add(Key(prediction.Image.Sha256)))
            .Select(prediction => reviewed.GetValueOrDefault(prediction.Image.Sha256, prediction))];
    }

    private async Task<Dictionary<string, Prediction>> ReviewedAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        var best = new Dictionary<string, Prediction>();
        if (images.Count == 0 || order.Format.OnlyDetections)
        {
            return best;
        }

        var filter = order.Filter with { Images = images, Reviewed = order.Filter.Reviewed ?? true };
        Guid? after = null;
        IReadOnlyList<Prediction> page;
        do
        {
            page = filter.Reviewed == true ? await store.SearchAsync(order.Tenant, filter, new ResultPage(after, Page), cancellationToken) : [];
            foreach (var prediction in page)
            {
                if (!best.TryGetValue(prediction.Image.Sha256, out var other) || other.Review!.ReviewedAt < prediction.Review!.ReviewedAt)
                {
                    best[prediction.Image.Sha256] = prediction;
                }

                after = prediction.Id;
            }
        }
        while (page.Count == Page);
        return best;
    }

    private static UInt128 Key(string sha256) => UInt128.Parse(sha256.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
