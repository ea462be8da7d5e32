using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Images;

/// <summary>Interval and grace period of the sweep for images without a prediction.</summary>
internal sealed record SweepOptions : IValidatableObject
{
    public const string Section = "Vision:Store:Sweep";

    /// <summary>Twice the clock difference at which an object store rejects requests.</summary>
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromMinutes(30);

    /// <summary>Time between two sweeps (<c>CV_IMAGE_SWEEP_INTERVAL</c>); zero disables the sweep.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// Age at which an image without a row is quarantined, and time in quarantine after which it is deleted
    /// (<c>CV_IMAGE_SWEEP_GRACE</c>).
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Maximum duration of a delivery. An image that exists when the delivery begins is still readable when its rows are
    /// stored, provided that this duration plus the clock difference to the store is less than <see cref="Grace"/>.
    /// </summary>
    public TimeSpan LongestDelivery => Grace / 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Grace < ShortestGrace)
        {
            yield return new($"must be at least {ShortestGrace.TotalMinutes:0} minutes, so that no delivery takes longer", [nameof(Grace)]);
        }
    }
}
