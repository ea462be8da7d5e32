using System.Text.Json.Serialization;

namespace VisionSystem.ServiceDefaults.Contracts;

/// <summary>A page of predictions, newest first.</summary>
/// <param name="Items">The predictions of this page.</param>
/// <param name="Next">Give it back as <c>page_token</c> for the next page; absent on the last page.</param>
public sealed record PredictionPage(
    IReadOnlyList<Prediction> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next);

/// <summary>What became of a delivered batch.</summary>
/// <param name="Accepted">Predictions stored now.</param>
/// <param name="Duplicates">Predictions that were stored already; nothing changed.</param>
public sealed record BatchReceipt(int Accepted, int Duplicates);
