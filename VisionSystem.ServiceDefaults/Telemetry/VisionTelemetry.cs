namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// The common prefix of the product's activity sources and meters, which are collected. Every assembly has one
/// <c>ActivitySource("VisionSystem.Part")</c> and one <c>Meter("VisionSystem.Part")</c>.
/// </summary>
public static class VisionTelemetry
{
    /// <summary>The prefix.</summary>
    public const string SourceName = "VisionSystem";

    /// <summary>The pattern of all activity sources and meters of the product.</summary>
    internal const string Sources = SourceName + "*";
}
