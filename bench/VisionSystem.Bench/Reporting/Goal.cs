using System.Text.Json.Nodes;

namespace VisionSystem.Bench.Reporting;

/// <summary>A figure that was to be reached, and whether it was.</summary>
/// <param name="Name">What is held to it.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Least">It is to be at least so much.</param>
/// <param name="Most">It is to be at most so much.</param>
internal sealed record Goal(string Name, double Value, double? Least = null, double? Most = null)
{
    public bool IsReached => Value >= (Least ?? double.NegativeInfinity) && Value <= (Most ?? double.PositiveInfinity);

    /// <summary><c>≥ 1.30</c>, <c>≤ 0.60</c> or a range.</summary>
    public string Limit => (Least, Most) switch
    {
        ({ } least, { } most) => $"{Cell.Format(least)} to {Cell.Format(most)}",
        ({ } least, null) => "≥ " + Cell.Format(least),
        _ => "≤ " + Cell.Format(Most ?? double.PositiveInfinity),
    };

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["value"] = double.IsFinite(Value) ? Value : null,
        ["least"] = Least,
        ["most"] = Most,
        ["reached"] = IsReached,
    };
}
