using System.Text.Json.Serialization;

namespace VisionSystem.Contracts;

/// <summary>How far what is seen now is from what was seen in a reference.</summary>
/// <param name="Window">What is looked at.</param>
/// <param name="Reference">What it is held against.</param>
/// <param name="Verdict">The worst verdict of the measures; absent where nothing could be measured.</param>
/// <param name="Measures"><c>classes</c>, <c>confidence</c>, <c>box_size</c> and <c>brightness</c>.</param>
public sealed record PredictionDrift(
    DriftSample Window,
    DriftSample Reference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Verdict,
    IReadOnlyList<DriftMeasure> Measures);

/// <summary>A span of time and what was taken from it.</summary>
/// <param name="From">Where it begins, UTC.</param>
/// <param name="To">Where it ends, not included.</param>
/// <param name="Predictions">How many predictions there are in it.</param>
/// <param name="Sampled">How many of them were looked at, chosen by the random bits of their ids.</param>
public sealed record DriftSample(DateTimeOffset From, DateTimeOffset To, long Predictions, long Sampled);

/// <summary>One distribution, then and now.</summary>
/// <param name="Name">What is distributed.</param>
/// <param name="Psi">The population stability index, 0 and more; absent where either side has no values.</param>
/// <param name="JensenShannon">The Jensen–Shannon divergence to base 2, 0 (the same) to 1 (nothing in common).</param>
/// <param name="Verdict"><c>stable</c>, <c>moderate</c> or <c>shifted</c>.</param>
/// <param name="Bins">The distributions themselves.</param>
public sealed record DriftMeasure(
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Psi,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? JensenShannon,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Verdict,
    IReadOnlyList<DriftBin> Bins);

/// <summary>One bin of a distribution.</summary>
/// <param name="Label">The class, or the range of values.</param>
/// <param name="Reference">How many of the reference's values are in it.</param>
/// <param name="Window">How many of the window's.</param>
public sealed record DriftBin(string Label, long Reference, long Window);
