using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Logging.Retention;

/// <summary>How long predictions are kept, and how much of photos: for every tenant, unless it has limits of its own.</summary>
internal sealed class RetentionOptions : IValidated
{
    public const string Section = "Vision:Retention";

    private const int MostDays = 36_500;

    /// <summary>Predictions that are older go (<c>CV_RETENTION_DAYS</c>); 0 keeps them for good.</summary>
    public int Days { get; set; }

    /// <summary>When a tenant's photos take more, the oldest predictions go (<c>CV_RETENTION_MAX_SIZE</c>); 0 for no limit.</summary>
    public ByteSize MaxSize { get; set; }

    /// <summary>How often is looked.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Tenants with limits of their own (<c>Vision:Retention:Tenants:NAME:Days</c>, <c>…:MaxSize</c>).</summary>
    public Dictionary<string, TenantRetention> Tenants { get; } = [];

    /// <summary>Whether any tenant has limits.</summary>
    public bool IsOn => Days > 0 || MaxSize.Bytes > 0 || Tenants.Values.Any(limits => limits.Days > 0 || limits.MaxSize?.Bytes > 0);

    /// <summary>The limits of a tenant.</summary>
    public RetentionLimits Of(string tenant)
    {
        var own = Tenants.GetValueOrDefault(tenant);
        var (days, size) = (own?.Days ?? Days, (own?.MaxSize ?? MaxSize).Bytes);
        return new RetentionLimits(days > 0 ? TimeSpan.FromDays(days) : null, size > 0 ? size : null);
    }

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        if (Days is < 0 or > MostDays)
        {
            yield return $"CV_RETENTION_DAYS: 0 to {MostDays} days";
        }
        if (Interval <= TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(Interval)}: more than nothing";
        }
        foreach (var (tenant, limits) in Tenants)
        {
            if (limits.Days is < 0 or > MostDays)
            {
                yield return $"{Section}:{nameof(Tenants)}:{tenant}:{nameof(Days)}: 0 to {MostDays} days";
            }
        }
    }
}

/// <summary>What one tenant has in place of what holds for all; null for the same.</summary>
internal sealed class TenantRetention
{
    public int? Days { get; set; }

    public ByteSize? MaxSize { get; set; }
}

/// <summary>What is kept of a tenant.</summary>
/// <param name="Age">Predictions that are older go; null for none.</param>
/// <param name="Bytes">When its photos take more, the oldest predictions go; null for no limit.</param>
internal readonly record struct RetentionLimits(TimeSpan? Age, long? Bytes);
