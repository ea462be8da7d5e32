using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using VisionSystem.Contracts;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>
/// The tokens by which services authenticate to each other: JWTs signed with HS256 by a key that they share, valid for a
/// minute, that carry the tenant, the scopes and the subject of the caller on whose behalf the request is made. Thread-safe.
/// </summary>
public sealed class ServiceTokens(AccessOptions options, TimeProvider time)
{
    /// <summary>The fewest bytes of a key: 256 bits, the size of HS256's hash (RFC 7518, 3.2).</summary>
    public const int MinKeyBytes = 32;

    internal const string Issuer = "vision-services";

    internal const string Audience = "logging-service";

    private const int MostCached = 1000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly SymmetricSecurityKey[] _keys = [.. (options.ServiceKeys?.Items ?? []).Select(KeyOf)];
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset RenewAt)> _cache = new();

    /// <summary>True if a key is configured.</summary>
    public bool IsConfigured => _keys.Length > 0;

    /// <summary>How received tokens are verified.</summary>
    public TokenValidationParameters Validation => new()
    {
        IssuerSigningKeys = _keys,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidTypes = ["JWT"],
        ValidIssuer = Issuer,
        ValidAudience = Audience,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ClockSkew = TimeSpan.FromSeconds(30),
        NameClaimType = Caller.SubjectClaim,
        RoleClaimType = Caller.ScopeClaim,
    };

    /// <summary>A token for requests on behalf of a caller, the same one for half a minute; null where no key is configured.</summary>
    /// <param name="tenant">The caller's tenant.</param>
    /// <param name="subject">The caller's key id or token subject.</param>
    /// <param name="scopes">The caller's scopes.</param>
    public string? Create(string tenant, string subject, IEnumerable<string> scopes)
    {
        if (!IsConfigured)
        {
            return null;
        }

        var now = time.GetUtcNow();
        string[] permissions = [.. scopes];
        var key = $"{tenant}\n{subject}\n{string.Join(' ', permissions)}";
        if (_cache.TryGetValue(key, out var cached) && now < cached.RenewAt)
        {
            return cached.Token;
        }

        if (_cache.Count >= MostCached)
        {
            _cache.Clear();
        }

        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(_keys[0], SecurityAlgorithms.HmacSha256),
            Subject = new ClaimsIdentity(
            [
                new(Caller.TenantClaim, tenant), new(Caller.SubjectClaim, subject), .. permissions.Select(scope => new Claim(Caller.ScopeClaim, scope)),
            ]),
        });
        _cache[key] = (token, now + (Lifetime / 2));
        return token;
    }

    /// <summary>A token for requests of a service on its own behalf; null where no key is configured.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="scope">What it does.</param>
    public string? CreateOwn(string service, string scope) => Create(TenantName.Default, service, [scope]);

    /// <summary>The key's id is derived from it, so that a receiver with two keys finds the right one at once.</summary>
    private static SymmetricSecurityKey KeyOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new SymmetricSecurityKey(bytes) { KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) };
    }
}
