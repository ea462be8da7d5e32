using System.ComponentModel.DataAnnotations;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>The rate limits of callers (<c>Vision:Limits</c>).</summary>
internal sealed record RateLimitOptions
{
    public const string Section = "Vision:Limits";

    /// <summary>The maximum number of images per API key in each window (<c>CV_RATE_LIMIT_PER_KEY</c>); 0 for no limit.</summary>
    [Range(0, 100_000_000)]
    public int PerKey { get; init; }

    /// <summary>The maximum number of images per tenant in each window, across its keys (<c>CV_RATE_LIMIT_PER_TENANT</c>); 0 for no limit.</summary>
    [Range(0, 100_000_000)]
    public int PerTenant { get; init; }

    /// <summary>The window (<c>CV_RATE_LIMIT_WINDOW</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00", MinimumIsExclusive = true)]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);
}
