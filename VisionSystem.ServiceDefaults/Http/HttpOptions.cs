using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>Who may call from a browser.</summary>
internal sealed record HttpOptions : IValidated
{
    public const string Section = "Vision:Http";

    /// <summary>Origins like <c>https://example.com</c>, or <c>*</c> for any; null for none.</summary>
    public CommaList? AllowedOrigins { get; init; }

    public IEnumerable<string> Validate() => [];
}
