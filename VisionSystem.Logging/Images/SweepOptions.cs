using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Images;

/// <summary>How often images without a prediction are searched for, and how long they stay.</summary>
internal sealed record SweepOptions : IValidatableObject
{
    public const string Section = "Vision:Store:Sweep";

    /// <summary>Twice what an object store's clock may differ from ours before it refuses requests.</summary>
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromMinutes(30);

    /// <summary>The time from one sweep to the next (<c>CV_IMAGE_SWEEP_INTERVAL</c>); zero for none.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>
    /// How long an image may be there without a row before it is quarantined, and how long it then stays before it is removed
    /// (<c>CV_IMAGE_SWEEP_GRACE</c>).
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The longest that a delivery may take. An image that was there when it began is still to be had when its rows are
    /// stored, as long as this and the difference between our clock and the store's are less than <see cref="Grace"/>.
    /// </summary>
    public TimeSpan LongestDelivery => Grace / 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Grace < ShortestGrace)
        {
            yield return new($"at least {ShortestGrace.TotalMinutes:0} minutes, so that no delivery takes as long", [nameof(Grace)]);
        }
    }
}
