namespace VisionSystem.Contracts;

/// <summary>One record of the audit log: who did what, to what, from where, when and with what outcome.</summary>
public sealed record AuditEvent
{
    /// <summary>UUIDv7: the order of ids is the order of time. A repeated delivery of the same id is stored once.</summary>
    public required Guid Id { get; init; }

    /// <summary>The time of the action; for <see cref="Count"/> above 1, of the report. UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The tenant whose log contains the event: the owner of the changed key or data.</summary>
    public required string Tenant { get; init; }

    /// <summary>The action: <c>key.create</c>, <c>prediction.delete</c>, <c>auth.failure</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The caller: the public id of the API key, the subject of the token, or the name of a service.</summary>
    public required string Subject { get; init; }

    /// <summary>The caller's tenant; null for a caller without one.</summary>
    public string? SubjectTenant { get; init; }

    /// <summary>The object of the action: a key id, a prediction id, a model, the conditions of a deletion; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>The client's address behind trusted proxies; null for an action without a request.</summary>
    public string? Address { get; init; }

    /// <summary>The outcome as an HTTP status: 2xx succeeded, 4xx was refused, 5xx failed.</summary>
    public required int Status { get; init; }

    /// <summary>Particulars, such as the scopes of a key or the reason of a rejection; null for none.</summary>
    public string? Detail { get; init; }

    /// <summary>The service that observed the action.</summary>
    public required string Service { get; init; }

    /// <summary>The request's id in traces and logs; null for an action without a request.</summary>
    public string? TraceId { get; init; }

    /// <summary>The number of equal events that this record stands for.</summary>
    public long Count { get; init; } = 1;
}

/// <summary>One page of the audit log, newest first.</summary>
/// <param name="Items">The events.</param>
/// <param name="Next">The page token of the next page; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditEvent> Items, string? Next);

/// <summary>Events that a service observed and logging-service stores.</summary>
/// <param name="Events">The events, at most <see cref="MaxEvents"/>.</param>
public sealed record AuditBatch(IReadOnlyList<AuditEvent> Events)
{
    /// <summary>The most events of a batch.</summary>
    public const int MaxEvents = 500;

    /// <summary>The internal route that accepts it.</summary>
    public const string Path = "/internal/v1/audit";
}

/// <summary>The request header in which a service passes the client's address on to logging-service.</summary>
public static class ClientAddress
{
    /// <summary>The header's name.</summary>
    public const string Header = "X-Vision-Client-Address";
}
