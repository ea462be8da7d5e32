using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Reviews;

/// <summary>Finds predictions to review by checking them one after another.</summary>
internal sealed class ReviewQueue(IPredictionStore store)
{
    /// <summary>The number of predictions per query.</summary>
    private const int PageSize = 200;

    /// <summary>The maximum number of predictions checked per response; the next page continues after them.</summary>
    private const int MaxChecked = 5000;

    /// <summary>The maximum number of predictions on the same images that are read for comparison.</summary>
    private const int MaxComparisons = 1000;

    public async Task<ReviewQueuePage> ReadAsync(string tenant, QueueQuery query, CancellationToken cancellationToken)
    {
        var items = new List<ReviewCandidate>();
        var after = query.Page.After;
        for (var read = 0; read < MaxChecked; read += PageSize)
        {
            var found = await store.SearchAsync(tenant, query.Page.Filter, new ResultPage(after, PageSize, query.Page.OldestFirst), cancellationToken);
            var others = query.Reasons.Contains(QueueQuery.Disagreement) ? await OthersAsync(tenant, found, cancellationToken) : null;
            foreach (var prediction in found)
            {
                after = prediction.Id;
                if (ReasonsOf(prediction, others, query) is { Length: > 0 } reasons)
                {
                    items.Add(new ReviewCandidate(prediction, reasons));
                }

                if (items.Count == query.Page.Limit)
                {
                    return new ReviewQueuePage(items, PageToken.Encode(prediction.Id, query.Page.Fingerprint));
                }
            }

            if (found.Count < PageSize)
            {
                return new ReviewQueuePage(items, Next: null);
            }
        }

        return new ReviewQueuePage(items, PageToken.Encode(after!.Value, query.Page.Fingerprint));
    }

    private static string[] ReasonsOf(Prediction prediction, ILookup<string, Prediction>? others, QueueQuery query) =>
    [
        .. query.Reasons.Where(reason => reason switch
        {
            QueueQuery.LowMargin => Uncertainty.HasLowMargin(prediction, query.Margin),
            QueueQuery.BelowThreshold => Uncertainty.IsBelow(prediction, query.Threshold),
            _ => others![prediction.Image.Sha256].Any(other => Disagreement.Is(prediction, other, query.Threshold)),
        }),
    ];

    /// <summary>Returns all predictions of the images that have more than one, by image.</summary>
    private async Task<ILookup<string, Prediction>> OthersAsync(string tenant, IReadOnlyList<Prediction> found, CancellationToken cancellationToken)
    {
        var shared = await store.SharedImagesAsync(tenant, [.. found.Select(prediction => prediction.Image.Sha256).Distinct()], cancellationToken);
        var others = shared.Count == 0
            ? []
            : await store.SearchAsync(tenant, new PredictionFilter { Images = [.. shared] }, new ResultPage(After: null, MaxComparisons), cancellationToken);
        return others.ToLookup(other => other.Image.Sha256);
    }
}
