using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>The store of audit events.</summary>
public interface IAuditTarget
{
    /// <summary>
    /// True in the service that owns the store: a request waits until its event is stored, and the client's address is the one
    /// that the calling service passes on. False for a store behind another service, which is written in the background.
    /// </summary>
    bool IsLocal { get; }

    /// <summary>Stores events; those that are stored already remain as they are.</summary>
    /// <param name="events">At most <see cref="AuditBatch.MaxEvents"/> events.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    Task StoreAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);
}

/// <summary>Logs each audit event as one line, then stores it or queues it.</summary>
public sealed class AuditLog(IAuditTarget target, PendingEvents pending, ILoggerFactory loggers)
{
    private readonly ILogger _log = loggers.CreateLogger("VisionSystem.Audit");

    /// <summary>Records the outcome of an audited action, once. It never fails: an event that cannot be stored now is queued.</summary>
    /// <param name="entry">The action.</param>
    /// <param name="status">The outcome as an HTTP status. 401 is counted by <see cref="Authentication.FailedLogins"/> instead.</param>
    internal async ValueTask RecordAsync(AuditEntry entry, int status)
    {
        if (entry.IsRecorded || status == StatusCodes.Status401Unauthorized)
        {
            return;
        }

        entry.IsRecorded = true;
        if (entry.Stored is { } stored)
        {
            Write(stored);
            return;
        }

        var audited = entry.ToEvent(status);
        Write(audited);
        if (target.IsLocal)
        {
            try
            {
                // The action is done, so its record does not depend on the caller's connection.
                await target.StoreAsync([audited], CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                Log.StoreFailed(_log, exception.Message);
            }
        }

        pending.Add(audited);
    }

    /// <summary>Logs and queues an event.</summary>
    internal void Add(AuditEvent audited)
    {
        Write(audited);
        pending.Add(audited);
    }

    private void Write(AuditEvent audited) => Log.Audited(
        _log, audited.Action, audited.Subject, audited.SubjectTenant, audited.Address, audited.Target, audited.Tenant, audited.Status, audited.Detail, audited.Count, audited.Id);
}

internal static partial class Log
{
    [LoggerMessage(1190, LogLevel.Information, "Audit: {Action} by {Subject} of tenant {SubjectTenant} from {Address}, target {Target} of tenant {Tenant}, status {Status}, detail {Detail}, count {Count}, id {AuditId}")]
    public static partial void Audited(
        ILogger logger, string action, string subject, string? subjectTenant, string? address, string? target, string tenant, int status, string? detail, long count, Guid auditId);

    [LoggerMessage(1191, LogLevel.Warning, "Audit events cannot be stored now and wait in memory: {Reason}")]
    public static partial void StoreFailed(ILogger logger, string reason);

    [LoggerMessage(1192, LogLevel.Warning, "{Count} audit event(s) were not stored, only logged: the queue was full (Vision:Audit:QueueSize), or the service stopped while the store did not respond.")]
    public static partial void EventsDropped(ILogger logger, long count);
}
