using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>A page of what is worth a look, newest first.</summary>
/// <param name="Items">May be none although there is a next page: only so many predictions are looked at for one answer.</param>
/// <param name="Next">Give it back as <c>page_token</c> for the next page; absent on the last one.</param>
public sealed record ReviewQueuePage(
    IReadOnlyList<ReviewCandidate> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next);

/// <summary>A prediction that nobody has reviewed.</summary>
/// <param name="Prediction">The prediction.</param>
/// <param name="Reasons"><c>low_margin</c>, <c>below_threshold</c> and <c>disagreement</c>, those that hold.</param>
public sealed record ReviewCandidate(Prediction Prediction, IReadOnlyList<string> Reasons);
