using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>The drift of the predictions in a window from those in a reference.</summary>
/// <param name="Window">The examined sample.</param>
/// <param name="Reference">The sample to compare with.</param>
/// <param name="Verdict">The worst verdict of the measures; null if nothing could be measured.</param>
/// <param name="Measures">The measures <c>classes</c>, <c>confidence</c>, <c>box_size</c> and <c>brightness</c>.</param>
public sealed record PredictionDrift(
    DriftSample Window,
    DriftSample Reference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Verdict,
    IReadOnlyList<DriftMeasure> Measures);

/// <summary>A sample of the predictions in a period.</summary>
/// <param name="From">The start, UTC, inclusive.</param>
/// <param name="To">The end, UTC, exclusive.</param>
/// <param name="Predictions">The number of predictions in the period.</param>
/// <param name="Sampled">The number of sampled predictions, selected by the random bits of their ids.</param>
public sealed record DriftSample(DateTimeOffset From, DateTimeOffset To, long Predictions, long Sampled);

/// <summary>The comparison of one distribution.</summary>
/// <param name="Name">The measured property.</param>
/// <param name="Psi">The population stability index, ≥ 0; null if either sample has no values.</param>
/// <param name="JensenShannon">The Jensen–Shannon divergence to base 2, 0 (identical) to 1 (disjoint); null if either sample has no values.</param>
/// <param name="Verdict"><c>stable</c>, <c>moderate</c> or <c>shifted</c>; null if either sample has no values.</param>
/// <param name="Bins">The bins of both distributions.</param>
public sealed record DriftMeasure(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Psi,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? JensenShannon,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Verdict,
    IReadOnlyList<DriftBin> Bins);

/// <summary>One bin of a distribution.</summary>
/// <param name="Label">The class, or the range of values.</param>
/// <param name="Reference">The number of values of the reference in the bin.</param>
/// <param name="Window">The number of values of the window in the bin.</param>
public sealed record DriftBin(string Label, long Reference, long Window);
