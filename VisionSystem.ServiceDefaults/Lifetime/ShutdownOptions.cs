using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>How the service stops.</summary>
internal sealed record ShutdownOptions : IValidated
{
    public const string Section = "Vision:Shutdown";

    /// <summary>Longest time that work in progress may take after a stop signal.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    public IEnumerable<string> Validate()
    {
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            yield return SettingCatalog.NameOf(Section + ":Timeout") + ": must be more than nothing and at most 1h";
        }
    }
}
