using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>A page of predictions, newest first.</summary>
/// <param name="Items">The predictions of this page.</param>
/// <param name="Next">The <c>page_token</c> of the next page of the same search; null on the last page.</param>
/// <param name="Total">The total number of predictions; on the first page only.</param>
public sealed record PredictionPage(
    IReadOnlyList<Prediction> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PredictionTotal? Total = null);

/// <summary>The number of predictions that match a search.</summary>
/// <param name="Count">The number, ≥ 0; an estimate with two significant digits where counting would take too long.</param>
/// <param name="Exact">True if the number was counted.</param>
public sealed record PredictionTotal(long Count, bool Exact);

/// <summary>The result of a deletion by search.</summary>
/// <param name="DryRun">True if nothing was deleted.</param>
/// <param name="Predictions">The number of deleted predictions, or of those that would be deleted.</param>
/// <param name="Images">The number of images without another prediction. They are no longer available; their bytes are deleted after a grace period.</param>
/// <param name="More">True if more predictions match: one call deletes a limited number, and the next call continues.</param>
public sealed record RemovalReport(bool DryRun, long Predictions, long Images, bool More);
