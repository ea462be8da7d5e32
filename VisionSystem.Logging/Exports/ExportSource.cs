using System.Globalization;
using System.Runtime.CompilerServices;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Exports;

/// <summary>
/// Reads the predictions that match a search, newest first and page by page, so that a slow client occupies neither memory nor a
/// database connection.
/// </summary>
internal sealed class ExportSource(IPredictionStore store, ExportRequest request)
{
    /// <summary>The first page is small, so that the response starts early.</summary>
    private const int FirstPage = 50;

    private const int Page = 500;

    private readonly HashSet<UInt128> _exportedImages = [];

    /// <summary>Called after each page with the number of predictions on it.</summary>
    public Action<int> OnRead { private get; init; } = _ => { };

    public async IAsyncEnumerable<Prediction> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        for (var size = FirstPage; ; size = Page)
        {
            var page = await store.SearchAsync(request.Tenant, request.Filter, new ResultPage(after, size), cancellationToken);
            foreach (var prediction in request.Format.OncePerImage ? await OncePerImageAsync(page, cancellationToken) : page)
            {
                if (!request.Format.OnlyDetections || prediction.Detections.Count > 0)
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
    /// Returns one prediction per image: the one with the newest review, otherwise the newest. Only images with more than one
    /// prediction are recorded, 16 bytes each, because they are few.
    /// </summary>
    private async Task<IReadOnlyList<Prediction>> OncePerImageAsync(IReadOnlyList<Prediction> page, CancellationToken cancellationToken)
    {
        var shared = await store.SharedImagesAsync(request.Tenant, [.. page.Select(prediction => prediction.Image.Sha256).Distinct()], cancellationToken);
        if (shared.Count == 0)
        {
            return page;
        }

        var reviewed = await ReviewedAsync([.. shared.Where(hash => !_exportedImages.Contains(Key(hash)))], cancellationToken);
        return [.. page
            .Where(prediction => !shared.Contains(prediction.Image.Sha256) || _exportedImages.Add(Key(prediction.Image.Sha256)))
            .Select(prediction => reviewed.GetValueOrDefault(prediction.Image.Sha256, prediction))];
    }

    private async Task<Dictionary<string, Prediction>> ReviewedAsync(IReadOnlyList<string> images, CancellationToken cancellationToken)
    {
        var best = new Dictionary<string, Prediction>();
        if (images.Count == 0 || request.Format.OnlyDetections)
        {
            return best;
        }

        var filter = request.Filter with { Images = images, Reviewed = request.Filter.Reviewed ?? true };
        Guid? after = null;
        IReadOnlyList<Prediction> page;
        do
        {
            page = filter.Reviewed == true ? await store.SearchAsync(request.Tenant, filter, new ResultPage(after, Page), cancellationToken) : [];
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
