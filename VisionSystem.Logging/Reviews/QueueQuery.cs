using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Search;

namespace VisionSystem.Logging.Reviews;

/// <summary>A query for the predictions to review.</summary>
/// <param name="Page">The search and its page, limited to predictions without a review.</param>
/// <param name="Reasons">The reasons to include; a prediction needs at least one.</param>
/// <param name="Margin">The difference below which two confidences are ambiguous, 0..1.</param>
/// <param name="Threshold">The minimum confidence of a certain detection, 0..1.</param>
internal sealed record QueueQuery(PageQuery Page, IReadOnlyList<string> Reasons, double Margin, double Threshold) : IQuery<QueueQuery>
{
    public const string LowMargin = "low_margin";
    public const string BelowThreshold = "below_threshold";
    public const string Disagreement = "disagreement";

    private const double DefaultMargin = .1;
    private const double DefaultThreshold = .5;

    private static readonly string[] All = [LowMargin, BelowThreshold, Disagreement];

    public static QueueQuery Parse(QueryReader query)
    {
        var reasons = query.Texts("reason", "Why; may come several times, all without it.", All.Length, All);
        query.Errors.Require(reasons.All(reason => All.Contains(reason)), "reason", $"{string.Join(", ", All)} are expected");
        var margin = query.Number("margin", "Closer than this is close; 0.1 without it.", 0, 1);
        var threshold = query.Number("threshold", "From this on a model is sure; 0.5 without it.", 0, 1);
        var page = PageQuery.Read(query);
        query.Errors.Require(page.Filter.Reviewed is null, "reviewed", "what is in the queue has not been reviewed");
        query.RefuseOthers();
        return new QueueQuery(
            page with { Filter = page.Filter with { Reviewed = false } }, reasons.Count == 0 ? All : reasons, margin ?? DefaultMargin, threshold ?? DefaultThreshold);
    }
}
