using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Inference.Idempotency;

/// <summary>How long responses to requests with an <c>Idempotency-Key</c> are kept (<c>Vision:Idempotency</c>).</summary>
internal sealed record IdempotencyOptions : IValidatableObject
{
    public const string Section = "Vision:Idempotency";

    /// <summary>How long the response to a key is repeated (<c>CV_IDEMPOTENCY_TTL</c>).</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromHours(24);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (KeepFor < TimeSpan.FromMinutes(1))
        {
            yield return new("at least a minute, for clients that try again", [nameof(KeepFor)]);
        }
    }
}
