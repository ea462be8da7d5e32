using System.ComponentModel.DataAnnotations;
using System.Text;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Authentication;

/// <summary>The administrator's key of a new installation (<c>Vision:Security:Admin</c>).</summary>
internal sealed record AdminOptions
{
    public const string Section = "Vision:Security:Admin";

    /// <summary>
    /// The first administrator's key (<c>CV_ADMIN_API_KEY</c>), at least 32 characters of any form: the app model and the cluster
    /// generate it. It has every scope on the default tenant. Null for none.
    /// </summary>
    [Secret]
    [StringLength(256, MinimumLength = 32, ErrorMessage = "a key of 32 to 256 characters")]
    public string? Key { get; init; }
}

/// <summary>Tokens of an identity provider, or signed with a shared secret (<c>Vision:Security:Jwt</c>).</summary>
internal sealed record JwtOptions : IValidatableObject
{
    public const string Section = "Vision:Security:Jwt";

    /// <summary>The fewest bytes of an HMAC secret: 256 bits (RFC 7518, 3.2).</summary>
    private const int MinSecretBytes = 32;

    /// <summary>The secret of HS256, HS384 and HS512 (<c>CV_JWT_SECRET_KEY</c>), at least 32 bytes.</summary>
    [Secret]
    public string? SecretKey { get; init; }

    /// <summary>The only algorithm that is accepted (<c>CV_JWT_ALGORITHM</c>).</summary>
    [AllowedValues("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256")]
    public string Algorithm { get; init; } = "HS256";

    /// <summary>The most time that a token may have left, in hours (<c>CV_JWT_EXPIRATION_HOURS</c>).</summary>
    [Range(1, 8760)]
    public int ExpirationHours { get; init; } = 24;

    /// <summary>The issuer whose OpenID Connect discovery document names the keys (<c>CV_JWT_AUTHORITY</c>).</summary>
    [AbsoluteUrl("https", "http")]
    public string? Authority { get; init; }

    /// <summary>The JSON Web Key Set of the issuer (<c>CV_JWT_JWKS_URL</c>), where it has no discovery document.</summary>
    [AbsoluteUrl("https", "http")]
    public string? JwksUrl { get; init; }

    /// <summary>The value that the claim <c>iss</c> must have (<c>CV_JWT_ISSUER</c>); null for the authority's own, or any with a secret.</summary>
    public string? Issuer { get; init; }

    /// <summary>The value that the claim <c>aud</c> must contain (<c>CV_JWT_AUDIENCE</c>).</summary>
    public string Audience { get; init; } = "vision-system";

    /// <summary>The claim with the tenant's name (<c>CV_JWT_TENANT_CLAIM</c>).</summary>
    public string TenantClaim { get; init; } = "tenant";

    /// <summary>The claim with the scopes, a list or one text with spaces (<c>CV_JWT_SCOPE_CLAIM</c>).</summary>
    public string ScopeClaim { get; init; } = "scope";

    /// <summary>The least time between two requests for the issuer's keys.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>True if tokens can be verified.</summary>
    public bool IsConfigured => SecretKey is not null || Authority is not null || JwksUrl is not null;

    /// <summary>True if tokens are signed with the shared secret.</summary>
    public bool IsSymmetric => Algorithm.StartsWith("HS", StringComparison.Ordinal);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SecretKey is { } secret && Encoding.UTF8.GetByteCount(secret) < MinSecretBytes)
        {
            yield return new ValidationResult($"needs at least {MinSecretBytes} bytes (256 bits); generate one with: openssl rand -base64 48", [nameof(SecretKey)]);
        }

        if (IsConfigured && IsSymmetric && SecretKey is null)
        {
            yield return new ValidationResult($"{Algorithm} needs CV_JWT_SECRET_KEY; keys of an issuer need an algorithm like RS256 or ES256", [nameof(Algorithm)]);
        }

        if (IsConfigured && !IsSymmetric && Authority is null && JwksUrl is null)
        {
            yield return new ValidationResult($"{Algorithm} needs CV_JWT_AUTHORITY or CV_JWT_JWKS_URL", [nameof(Algorithm)]);
        }

        if (!IsSymmetric && Authority is null && JwksUrl is not null && Issuer is null)
        {
            yield return new ValidationResult("is needed beside CV_JWT_JWKS_URL", [nameof(Issuer)]);
        }
    }
}
