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
        var reasons = query.Texts("reason", "Reason to review; may be repeated. Default: all reasons.", All.Length, All);
        query.Errors.Require(reasons.All(reason => All.Contains(reason)), "reason", $"only {string.Join(", ", All)} are accepted");
        var margin = query.Number("margin", "Two confidences that differ by less are ambiguous, 0 to 1. Default: 0.1.", 0, 1);
        var threshold = query.Number("threshold", "Minimum confidence of a certain detection, 0 to 1. Default: 0.5.", 0, 1);
        var page = PageQuery.Read(query);
        query.Errors.Require(page.Filter.Reviewed is null, "reviewed", "the queue contains only predictions without a review; remove this parameter");
        query.RejectUnknown();
        return new QueueQuery(
            page with { Filter = page.Filter with { Reviewed = false } }, reasons.Count == 0 ? All : reasons, margin ?? DefaultMargin, threshold ?? DefaultThreshold);
    }
}
