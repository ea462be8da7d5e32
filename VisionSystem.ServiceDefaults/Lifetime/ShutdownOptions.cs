using System.ComponentModel.DataAnnotations;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>How the service stops.</summary>
internal sealed record ShutdownOptions
{
    public const string Section = "Vision:Shutdown";

    /// <summary>Longest time that work in progress may take after a stop signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", MinimumIsExclusive = true)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);
}
