using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Deletion;

/// <summary>How long predictions are kept and how much storage images may take: for every tenant, unless it has limits of its own.</summary>
internal sealed record RetentionOptions : IValidatableObject
{
    public const string Section = "Vision:Retention";

    public const int MostDays = 36_500;

    /// <summary>Predictions that are older are deleted (<c>CV_RETENTION_DAYS</c>); 0 keeps them for good.</summary>
    [Range(0, MostDays)]
    public int Days { get; init; }

    /// <summary>When a tenant's images take more, the oldest predictions are deleted (<c>CV_RETENTION_MAX_SIZE</c>); 0 for no limit.</summary>
    public ByteSize MaxSize { get; init; }

    /// <summary>The time from one check to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

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
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Interval <= TimeSpan.Zero)
        {
            yield return new("must be more than nothing", [nameof(Interval)]);
        }
    }
}

/// <summary>What one tenant has in place of what holds for all; null for the same.</summary>
internal sealed record TenantRetention
{
    [Range(0, RetentionOptions.MostDays)]
    public int? Days { get; init; }

    public ByteSize? MaxSize { get; init; }
}

/// <summary>The limits of one tenant.</summary>
/// <param name="Age">Predictions that are older are deleted; null for none.</param>
/// <param name="Bytes">When its images take more, the oldest predictions are deleted; null for no limit.</param>
internal readonly record struct RetentionLimits(TimeSpan? Age, long? Bytes);
