using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Logging.Tenants;

namespace VisionSystem.Logging.Keys;

/// <summary>The rules for requests that create, rotate or revoke keys.</summary>
internal static class KeyRules
{
    /// <summary>Checks every field.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public static FieldErrors Check(ApiKeyRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Require(
            // JSON may contain null for any property.
            request.Name?.Trim().Length is > 0 and <= ApiKeyRequest.MaxNameLength && !request.Name.Any(char.IsControl),
            "name", $"1 to {ApiKeyRequest.MaxNameLength} characters, none of them control characters");
        errors.Require(request.Tenant is null || TenantName.IsValid(request.Tenant), "tenant", "1 to 40 characters of a-z, 0-9 and _, the first a letter");
        errors.Require(
            request.Scopes is { Count: > 0 } && request.Scopes.All(Scope.All.Contains) && request.Scopes.Distinct().Count() == request.Scopes.Count,
            "scopes", $"at least one of {string.Join(", ", Scope.All)}, each once");
        errors.Require(request.ExpiresAt is null || request.ExpiresAt > now, "expires_at", "a time in the future");
        LimitRules.Check(request.Limits, "limits.", errors);
        return errors;
    }

    /// <summary>Nobody grants, renews or revokes permissions that it lacks.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="scopes">The scopes of the key.</param>
    /// <returns>The problem; null if the caller has all of them.</returns>
    public static ProblemResult? RefuseScopes(ClaimsPrincipal caller, IEnumerable<string> scopes) =>
        scopes.FirstOrDefault(scope => !caller.HasScope(scope)) is { } lacking
            ? Problems.Forbidden.Result($"The caller lacks the scope '{lacking}', so it can neither grant it nor change a key that has it.")
            : null;

    /// <summary>The end and the limits of a key, at most those of the key that creates it.</summary>
    /// <param name="creator">The key of the caller; null for administrators and tokens.</param>
    /// <param name="request">The request.</param>
    public static (DateTimeOffset? ExpiresAt, CallerLimitValues? Limits) Within(ApiKeyInfo? creator, ApiKeyRequest request) => (
        creator?.ExpiresAt is { } end && !(request.ExpiresAt < end) ? end : request.ExpiresAt,
        creator?.Limits is { } most
            ? new CallerLimitValues
            {
                RequestsPerSecond = (int?)Least(most.RequestsPerSecond, request.Limits?.RequestsPerSecond),
                ConcurrentImages = (int?)Least(most.ConcurrentImages, request.Limits?.ConcurrentImages),
                ImagesPerDay = Least(most.ImagesPerDay, request.Limits?.ImagesPerDay),
                BytesKept = Least(most.BytesKept, request.Limits?.BytesKept),
            }
            : request.Limits);

    /// <summary>The entity tag of a list of keys.</summary>
    public static string ETagOf(ApiKeySnapshot snapshot) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(snapshot, WireJson.Default.ApiKeySnapshot)).AsSpan(0, 16))}\"";

    /// <summary>0 and null are no limit.</summary>
    private static long? Least(long? creator, long? requested) => creator is null or 0 ? requested : requested is null or 0 ? creator : Math.Min(creator.Value, requested.Value);
}

/// <summary>The limits of keys (<c>Vision:Keys</c>).</summary>
internal sealed record KeyOptions
{
    public const string Section = "Vision:Keys";

    /// <summary>The most valid keys of a tenant: every service reads the list of all keys whenever one changes.</summary>
    [Range(1, 100_000)]
    public int MaxPerTenant { get; init; } = 1000;
}

/// <summary>Which keys to list.</summary>
/// <param name="Tenant">For administrators: the tenant; null for the caller's.</param>
/// <param name="All">For administrators: true for the keys of every tenant.</param>
internal sealed record KeyListQuery(string? Tenant, bool All) : IQuery<KeyListQuery>
{
    public static KeyListQuery Parse(QueryReader query)
    {
        var tenant = query.Text("tenant", "Administrators: the tenant; the caller's without it.");
        var all = query.Choice("all", "Administrators: true for the keys of every tenant.", "true", "false") == "true";
        query.RejectUnknown();
        return new KeyListQuery(tenant, all);
    }
}

/// <summary>How a key is rotated.</summary>
/// <param name="Overlap">How long the old key stays valid; null for a day.</param>
internal sealed record RotationQuery(TimeSpan? Overlap) : IQuery<RotationQuery>
{
    private const int MaxOverlapSeconds = 30 * 24 * 3600;

    public static RotationQuery Parse(QueryReader query)
    {
        var seconds = query.Integer("overlap_seconds", "How long the old key stays valid, in seconds; a day without it.", 0, MaxOverlapSeconds);
        query.RejectUnknown();
        return new RotationQuery(seconds is { } value ? TimeSpan.FromSeconds(value) : null);
    }
}
