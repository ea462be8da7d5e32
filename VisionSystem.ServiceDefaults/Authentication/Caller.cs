using System.Security.Claims;
using VisionSystem.Contracts;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>Reads and creates the identity of a request: the tenant, the scopes, and the id of the key or token subject.</summary>
public static class Caller
{
    /// <summary>The claim with the tenant's name.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>The claim with one scope; a caller has one for each.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>The claim with the id of the key, or the subject of the token.</summary>
    public const string SubjectClaim = "sub";

    /// <summary>The subject of requests that a service accepts without credentials.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Creates the identity of a caller whose credentials were verified.</summary>
    /// <param name="scheme">The authentication scheme.</param>
    /// <param name="tenant">A valid tenant name.</param>
    /// <param name="subject">The key's id or the token's subject.</param>
    /// <param name="scopes">The permissions.</param>
    public static ClaimsPrincipal Create(string scheme, string tenant, string subject, IEnumerable<string> scopes) => new(new ClaimsIdentity(
        [new(TenantClaim, tenant), new(SubjectClaim, subject), .. scopes.Select(scope => new Claim(ScopeClaim, scope))],
        scheme,
        SubjectClaim,
        ScopeClaim));

    /// <summary>The tenant whose data the caller reaches; null for a caller that was not authenticated.</summary>
    public static string? Tenant(this ClaimsPrincipal caller) => caller.FindFirst(TenantClaim)?.Value;

    /// <summary>The key's id or the token's subject; null for a caller that was not authenticated.</summary>
    public static string? Subject(this ClaimsPrincipal caller) => caller.FindFirst(SubjectClaim)?.Value;

    /// <summary>The caller's scopes.</summary>
    public static IEnumerable<string> Scopes(this ClaimsPrincipal caller) => caller.FindAll(ScopeClaim).Select(claim => claim.Value);

    /// <summary>True if the caller has a scope; <see cref="Scope.Admin"/> includes every scope but <see cref="Scope.Ingest"/>.</summary>
    public static bool HasScope(this ClaimsPrincipal caller, string scope) =>
        caller.HasClaim(ScopeClaim, scope) || (scope != Scope.Ingest && caller.HasClaim(ScopeClaim, Scope.Admin));
}
