using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Audit;

/// <summary><c>GET /v1/audit</c>, and the internal route by which services deliver the events that they observe.</summary>
internal static class AuditEndpoints
{
    private const int MaxBatchBytes = 4 * 1024 * 1024;

    public static void MapAudit(this WebApplication app)
    {
        app.MapPublicGroup("/v1/audit", "Audit", Scope.Admin).MapGet("/", ListAsync)
            .WithName("ListAuditEvents")
            .WithSummary("List the audit log of a tenant, newest first");
        app.MapPost(AuditBatch.Path, ReceiveAsync).RequireScope(Scope.Ingest).WithMetadata(new RequestSizeLimitAttribute(MaxBatchBytes));
    }

    private static async Task<Ok<AuditPage>> ListAsync(RequestTenant tenant, Query<AuditQuery> query, AuditStore store, CancellationToken cancellationToken)
    {
        // One event more than requested shows whether a next page exists.
        var page = query.Value;
        var found = await store.ListAsync(page.Tenant ?? tenant.Name, page, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(found.Count <= page.Limit
            ? new AuditPage(found, null)
            : new AuditPage([.. found.Take(page.Limit)], PageToken.Encode(found[page.Limit - 1].Id, page.Fingerprint)));
    }

    private static async Task<Results<NoContent, ProblemResult>> ReceiveAsync(AuditBatch batch, AuditStore store, CancellationToken cancellationToken)
    {
        if (batch.Events is not { Count: <= AuditBatch.MaxEvents } events || events.Any(audited => audited is not { Tenant: not null, Action: not null, Subject: not null, Service: not null }))
        {
            return Problems.InvalidParameters.Result($"A batch has at most {AuditBatch.MaxEvents} events, each with tenant, action, subject and service.");
        }

        await store.StoreAsync(events, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>The requested page of the audit log.</summary>
/// <param name="Tenant">The tenant; null for the caller's.</param>
/// <param name="Action">The action; null for all.</param>
/// <param name="Subject">The caller; null for all.</param>
/// <param name="Since">The earliest time, inclusive; null for none.</param>
/// <param name="Until">The latest time, exclusive; null for none.</param>
/// <param name="After">The last event of the previous page; null for the first page.</param>
/// <param name="Limit">The most events of the page.</param>
/// <param name="Fingerprint">The hash that binds page tokens to the search.</param>
internal sealed record AuditQuery(
    string? Tenant, string? Action, string? Subject, DateTimeOffset? Since, DateTimeOffset? Until, Guid? After, int Limit, ulong Fingerprint) : IQuery<AuditQuery>
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static AuditQuery Parse(QueryReader query)
    {
        var fingerprint = query.FingerprintWithout(QueryReader.PageParameters);
        var tenant = query.One<string>(
            new("tenant", "The tenant; the caller's without it."), TenantName.IsValid, text => text, "a tenant name is expected exactly once");
        var page = new AuditQuery(
            tenant,
            query.Text("action", "The action, such as `key.create`."),
            query.Text("subject", "The caller: the public id of an API key, or the subject of a token."),
            query.Time("since", "The earliest time, inclusive."),
            query.Time("until", "The latest time, exclusive."),
            query.One<Guid?>(
                new("page_token", "`next` of the previous page, with the same search."),
                text => PageToken.TryDecode(text, fingerprint, out _),
                text => PageToken.TryDecode(text, fingerprint, out var last) ? last : null,
                "next of an earlier page of the same search is expected exactly once"),
            query.Integer("limit", $"Events per page, 1 to {MaxLimit}. Default: {DefaultLimit}.", 1, MaxLimit) ?? DefaultLimit,
            fingerprint);
        query.RejectUnknown();
        return page;
    }
}
