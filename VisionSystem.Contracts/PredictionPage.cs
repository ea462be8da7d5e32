using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>A page of predictions, newest first.</summary>
/// <param name="Items">The predictions of this page.</param>
/// <param name="Next">Give it back as <c>page_token</c> for the next page of the same search; absent on the last page.</param>
/// <param name="Total">How many there are in all; on the first page only.</param>
public sealed record PredictionPage(
    IReadOnlyList<Prediction> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PredictionTotal? Total = null);

/// <summary>How many predictions a search finds.</summary>
/// <param name="Count">The number; an estimate of two significant digits where counting would take long.</param>
/// <param name="Exact">Whether they were counted.</param>
public sealed record PredictionTotal(long Count, bool Exact);

/// <summary>What became of a delivered batch.</summary>
/// <param name="Accepted">Predictions stored now.</param>
/// <param name="Duplicates">Predictions that were stored already; nothing changed.</param>
public sealed record BatchReceipt(int Accepted, int Duplicates);
