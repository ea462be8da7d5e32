using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Idempotency;

/// <summary>How requests that name an <c>Idempotency-Key</c> are kept (<c>Vision:Idempotency</c>).</summary>
internal sealed class IdempotencyOptions : IValidated
{
    public const string Section = "Vision:Idempotency";

    /// <summary>How long the answer to a key is given again (<c>CV_IDEMPOTENCY_TTL</c>).</summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    public IEnumerable<string> Validate()
    {
        if (KeepFor < TimeSpan.FromMinutes(1))
        {
            yield return $"{SettingCatalog.NameOf($"{Section}:{nameof(KeepFor)}")}: at least a minute, for clients that try again";
        }
    }
}
