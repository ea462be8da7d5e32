using System.Text.Json.Nodes;

namespace VisionSystem.Bench.Reporting;

/// <summary>A measured value with its required range.</summary>
/// <param name="Name">Name of the measured quantity.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Min">Lower limit, inclusive.</param>
/// <param name="Max">Upper limit, inclusive.</param>
internal sealed record Goal(string Name, double Value, double? Min = null, double? Max = null)
{
    public bool IsReached => Value >= (Min ?? double.NegativeInfinity) && Value <= (Max ?? double.PositiveInfinity);

    /// <summary><c>≥ 1.30</c>, <c>≤ 0.60</c> or a range.</summary>
    public string Limit => (Min, Max) switch
    {
        ({ } min, { } max) => $"{Cell.Format(min)} to {Cell.Format(max)}",
        ({ } min, null) => "≥ " + Cell.Format(min),
        _ => "≤ " + Cell.Format(Max ?? double.PositiveInfinity),
    };

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["value"] = double.IsFinite(Value) ? Value : null,
        ["least"] = Min,
        ["most"] = Max,
        ["reached"] = IsReached,
    };
}
