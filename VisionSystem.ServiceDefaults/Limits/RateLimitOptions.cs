using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>How much callers may ask for (<c>Vision:Limits</c>).</summary>
internal sealed class RateLimitOptions : IValidated
{
    public const string Section = "Vision:Limits";

    /// <summary>Requests of one API key in each window (<c>CV_RATE_LIMIT_PER_KEY</c>); 0 for any number.</summary>
    public int PerKey { get; set; }

    /// <summary>Requests of one tenant in each window, all its keys together (<c>CV_RATE_LIMIT_PER_TENANT</c>); 0 for any number.</summary>
    public int PerTenant { get; set; }

    /// <summary>The window (<c>CV_RATE_LIMIT_WINDOW</c>).</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromDays(31))
        {
            yield return $"{SettingCatalog.NameOf($"{Section}:{nameof(Window)}")}: more than nothing and at most 31 days";
        }
    }
}
