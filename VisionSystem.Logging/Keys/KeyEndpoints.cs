using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Keys;

/// <summary>
/// <c>/v1/keys</c>: the API keys of the caller's tenant, and of every tenant for administrators; and the internal list by which
/// services authenticate callers.
/// </summary>
internal static class KeyEndpoints
{
    /// <summary>That of every forwarded body, so that inference-service refuses a larger one itself: a service that stops reading in the middle looks unreachable.</summary>
    private const int MaxRequestBytes = ReviewDraft.MaxBytes;

    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    public static void MapKeys(this WebApplication app)
    {
        var group = app.MapPublicGroup("/v1/keys", "Keys", Scope.Keys);
        group.MapGet("/", ListAsync).WithName("ListKeys").WithSummary("List API keys without their secrets");
        group.MapPost("/", CreateAsync)
            .WithName("CreateKey")
            .WithSummary("Create an API key; the response shows it once")
            .Audited("key.create")
            .WithMetadata(new RequestSizeLimitAttribute(MaxRequestBytes))
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge);
        group.MapPost("/{id}/rotate", RotateAsync)
            .WithName("RotateKey")
            .WithSummary("Replace an API key; the old one stays valid for the overlap")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .Audited("key.rotate")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id}", RevokeAsync)
            .WithName("RevokeKey")
            .WithSummary("Revoke an API key")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .Audited("key.revoke")
            .ProducesProblem(StatusCodes.Status404NotFound);

        app.MapGet(ApiKeySnapshot.Path, SnapshotAsync).RequireScope(Scope.Ingest).AnswerHead();
        app.MapPost(ApiKeyUsage.Path, MarkUsedAsync).RequireScope(Scope.Ingest);
    }

    private static async Task<Ok<ApiKeyList>> ListAsync(RequestTenant tenant, ClaimsPrincipal caller, Query<KeyListQuery> query, KeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ApiKeyList(await keys.ListAsync(
            !caller.HasScope(Scope.Admin) ? tenant.Name : query.Value.All ? null : query.Value.Tenant ?? tenant.Name, cancellationToken)));

    private static async Task<Results<Created<CreatedApiKey>, ProblemResult>> CreateAsync(
        RequestTenant tenant, ClaimsPrincipal caller, ApiKeyRequest request, KeyStore keys, KeyOptions options, TenantStore tenants, AuditEntry audit,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = KeyRules.Check(request, time.GetUtcNow());
        if (errors.Any)
        {
            return Problems.InvalidParameters.Result("The key cannot be created.", errors.ToDictionary());
        }

        var owner = request.Tenant ?? tenant.Name;
        if (owner != tenant.Name && !caller.HasScope(Scope.Admin))
        {
            return Problems.Forbidden.Result($"Only callers with the scope '{Scope.Admin}' create keys of other tenants.");
        }

        if (KeyRules.RefuseScopes(caller, request.Scopes) is { } refused)
        {
            return refused;
        }

        if (await tenants.FindAsync(owner, cancellationToken) is { IsDeleting: true })
        {
            return Problems.Conflict.Result($"The tenant '{owner}' is being deleted. Create the key when the deletion is complete.");
        }

        if (await keys.CountValidAsync(owner, cancellationToken) >= options.MaxPerTenant)
        {
            return TooMany(owner, options);
        }

        // A key must not outlive the one that creates it, nor exceed its limits.
        var creator = caller.HasScope(Scope.Admin) ? null : await keys.FindAsync(caller.Subject()!, tenant.Name, cancellationToken);
        var (expiresAt, limits) = KeyRules.Within(creator, request);
        var created = await keys.CreateAsync(request.Name, owner, request.Scopes, expiresAt, limits, audit, cancellationToken);
        return TypedResults.Created($"/v1/keys/{created.Id}", created);
    }

    private static async Task<Results<Ok<CreatedApiKey>, ProblemResult>> RotateAsync(
        RequestTenant tenant, ClaimsPrincipal caller, string id, Query<RotationQuery> query, KeyStore keys, KeyOptions options, AuditEntry audit,
        CancellationToken cancellationToken)
    {
        var owner = OwnerFor(caller, tenant);
        if (await keys.FindAsync(id, owner, cancellationToken) is not { } old)
        {
            return NotFound();
        }

        if (KeyRules.RefuseScopes(caller, old.Scopes) is { } refused)
        {
            return refused;
        }

        if (await keys.CountValidAsync(old.Tenant, cancellationToken) >= options.MaxPerTenant)
        {
            return TooMany(old.Tenant, options);
        }

        var overlap = query.Value.Overlap ?? DefaultOverlap;
        return await keys.RotateAsync(id, owner, overlap, renews: caller.HasScope(Scope.Admin), audit, cancellationToken) is { } created
            ? TypedResults.Ok(created)
            : NotFound();
    }

    private static async Task<Results<NoContent, ProblemResult>> RevokeAsync(
        RequestTenant tenant, ClaimsPrincipal caller, string id, KeyStore keys, AuditEntry audit, CancellationToken cancellationToken)
    {
        var owner = OwnerFor(caller, tenant);
        return await keys.FindAsync(id, owner, cancellationToken) is not { } key ? NotFound()
            : KeyRules.RefuseScopes(caller, key.Scopes) is { } refused ? refused
            : await keys.RevokeAsync(id, owner, audit, cancellationToken) ? TypedResults.NoContent() : NotFound();
    }

    private static string? OwnerFor(ClaimsPrincipal caller, RequestTenant tenant) => caller.HasScope(Scope.Admin) ? null : tenant.Name;

    private static ProblemResult TooMany(string tenant, KeyOptions options) => Problems.Conflict.Result(
        $"The tenant '{tenant}' has {options.MaxPerTenant} valid keys, the limit (Vision:Keys:MaxPerTenant). Revoke keys that are not used; GET /v1/keys shows the last use.");

    private static ProblemResult NotFound() => Problems.NotFound.Result("There is no valid key with this id.");

    private static async Task<Results<Ok<ApiKeySnapshot>, StatusCodeHttpResult>> SnapshotAsync(HttpContext context, KeyStore keys, CancellationToken cancellationToken)
    {
        var snapshot = await keys.SnapshotAsync(cancellationToken);
        var etag = KeyRules.ETagOf(snapshot);
        context.Response.Headers.ETag = etag;
        return context.Request.Headers.IfNoneMatch == etag ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(snapshot);
    }

    private static async Task<Results<NoContent, ProblemResult>> MarkUsedAsync(ApiKeyUsage usage, KeyStore keys, CancellationToken cancellationToken)
    {
        if (usage.Ids is null || usage.Ids.Contains(null!))
        {
            return Problems.InvalidParameters.Result("The ids of the used keys are missing.");
        }

        await keys.MarkUsedAsync(usage, cancellationToken);
        return TypedResults.NoContent();
    }
}
