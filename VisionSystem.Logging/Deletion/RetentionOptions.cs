using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Logging.Deletion;

/// <summary>Retention limits for the age of predictions and the size of images, with overrides per tenant.</summary>
internal sealed record RetentionOptions : IValidatableObject
{
    public const string Section = "Vision:Retention";

    public const int MaxDays = 36_500;

    /// <summary>Maximum age of predictions in days (<c>CV_RETENTION_DAYS</c>); 0 for no limit.</summary>
    [Range(0, MaxDays)]
    public int Days { get; init; }

    /// <summary>Maximum size of a tenant's images, above which the oldest predictions are deleted (<c>CV_RETENTION_MAX_SIZE</c>); 0 for no limit.</summary>
    public ByteSize MaxSize { get; init; }

    /// <summary>Time between two checks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Overrides per tenant (<c>Vision:Retention:Tenants:NAME:Days</c>, <c>…:MaxSize</c>).</summary>
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
            yield return new("must be greater than zero", [nameof(Interval)]);
        }
    }
}

/// <summary>Overrides for one tenant; null for the general limit.</summary>
internal sealed record TenantRetention
{
    [Range(0, RetentionOptions.MaxDays)]
    public int? Days { get; init; }

    public ByteSize? MaxSize { get; init; }
}

/// <summary>The limits of one tenant.</summary>
/// <param name="Age">Maximum age of predictions; null for no limit.</param>
/// <param name="Bytes">Maximum size of the images in bytes; null for no limit.</param>
internal readonly record struct RetentionLimits(TimeSpan? Age, long? Bytes);
