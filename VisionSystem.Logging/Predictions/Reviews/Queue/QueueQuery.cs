using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Predictions.Finding;

namespace VisionSystem.Logging.Predictions.Reviews.Queue;

/// <summary>What is worth a look, and where.</summary>
/// <param name="Page">The search and its page; of predictions that nobody has reviewed.</param>
/// <param name="Reasons">Any of these will do.</param>
/// <param name="Margin">Below it, two confidences are too close.</param>
/// <param name="Threshold">From it on, a model is sure.</param>
internal sealed record QueueQuery(PageQuery Page, IReadOnlyList<string> Reasons, double Margin, double Threshold)
{
    public const string LowMargin = "low_margin";
    public const string BelowThreshold = "below_threshold";
    public const string Disagreement = "disagreement";

    private const double DefaultMargin = .1;
    private const double DefaultThreshold = .5;

    private static readonly string[] All = [LowMargin, BelowThreshold, Disagreement];

    /// <summary>Reads the query string; every parameter that is wrong or unknown is named in the errors.</summary>
    public static QueueQuery Parse(IQueryCollection parameters, FieldErrors errors)
    {
        var query = new QueryReader(parameters, errors);
        var reasons = query.Texts("reason", All.Length);
        errors.Require(reasons.All(reason => All.Contains(reason)), "reason", $"{string.Join(", ", All)} are expected");
        var (margin, threshold) = (query.Number("margin", 0, 1), query.Number("threshold", 0, 1));
        var page = PageQuery.Read(query, errors);
        errors.Require(page.Filter.Reviewed is null, "reviewed", "what is in the queue has not been reviewed");
        query.RefuseOthers();
        return new QueueQuery(
            page with { Filter = page.Filter with { Reviewed = false } }, reasons.Count == 0 ? All : reasons, margin ?? DefaultMargin, threshold ?? DefaultThreshold);
    }
}
