using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts;

namespace VisionSystem.Inference.Limits;

/// <summary>The limits of callers (<c>Vision:Limits</c>).</summary>
internal sealed record LimitOptions
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

    /// <summary>The maximum number of requests per second of a tenant without a limit of its own (<c>CV_LIMIT_REQUESTS_PER_SECOND</c>); 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int RequestsPerSecond { get; init; }

    /// <summary>
    /// The maximum number of images of a tenant without a limit of its own that wait or run at the same time in one process
    /// (<c>CV_LIMIT_CONCURRENT_IMAGES</c>); 0 for no limit.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ConcurrentImages { get; init; }

    /// <summary>The maximum number of images per day, UTC, of a tenant without a limit of its own (<c>CV_LIMIT_IMAGES_PER_DAY</c>); 0 for no limit.</summary>
    [Range(0, 1_000_000_000_000)]
    public long ImagesPerDay { get; init; }

    /// <summary>The limits of a tenant: its own values, otherwise those of the installation; 0 for no limit.</summary>
    public CallerLimitValues ForTenant(CallerLimitValues? own) => own is null ? Defaults : new()
    {
        RequestsPerSecond = own.RequestsPerSecond ?? RequestsPerSecond,
        ConcurrentImages = own.ConcurrentImages ?? ConcurrentImages,
        ImagesPerDay = own.ImagesPerDay ?? ImagesPerDay,
    };

    private CallerLimitValues Defaults => field ??= new() { RequestsPerSecond = RequestsPerSecond, ConcurrentImages = ConcurrentImages, ImagesPerDay = ImagesPerDay };
}
