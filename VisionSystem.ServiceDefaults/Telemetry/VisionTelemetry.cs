namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// The root of all names of our sources and meters. Every assembly has its own holder with
/// <c>new ActivitySource("VisionSystem.Part")</c> and <c>new Meter("VisionSystem.Part")</c>; what starts with
/// <see cref="SourceName"/> is collected.
/// </summary>
public static class VisionTelemetry
{
    public const string SourceName = "VisionSystem";

    /// <summary>Pattern of every source and meter of ours.</summary>
    internal const string Sources = SourceName + "*";
}
