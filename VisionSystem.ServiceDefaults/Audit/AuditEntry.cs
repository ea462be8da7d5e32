using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>
/// The event of an audited action in progress. Handlers of audited endpoints may have it as a parameter, to name the target and
/// the tenant, and to store it in the transaction of the action.
/// </summary>
/// <param name="action">The action: <c>key.create</c>.</param>
/// <param name="service">The service that observes it.</param>
/// <param name="time">The clock.</param>
public sealed class AuditEntry(string action, string service, TimeProvider time) : IBindableFromHttpContext<AuditEntry>
{
    /// <summary>The longest target and detail, in characters.</summary>
    private const int MaxText = 500;

    private readonly DateTimeOffset _begunAt = time.GetUtcNow();
    private readonly HttpContext? _context;
    private readonly bool _isPassedOn;

    /// <param name="action">The action.</param>
    /// <param name="service">The service that observes it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="context">The request.</param>
    /// <param name="isPassedOn">True if another service passes the client's address on.</param>
    internal AuditEntry(string action, string service, TimeProvider time, HttpContext context, bool isPassedOn)
        : this(action, service, time) => (_context, _isPassedOn) = (context, isPassedOn);

    /// <summary>The caller of an action without a request.</summary>
    public string? Subject { get; init; }

    /// <summary>The tenant whose log gets the event; null for the caller's.</summary>
    public string? Tenant { get; set; }

    /// <summary>The object of the action; null for the values of the route, or the search of the request.</summary>
    public string? Target { get; set; }

    /// <summary>Particulars, without secrets.</summary>
    public string? Detail { get; set; }

    /// <summary>The event that was stored in the transaction of the action; null until then.</summary>
    public AuditEvent? Stored { get; set; }

    /// <summary>True once the event is logged, and stored or queued.</summary>
    internal bool IsRecorded { get; set; }

    /// <summary>The event.</summary>
    /// <param name="status">The outcome as an HTTP status.</param>
    public AuditEvent ToEvent(int status)
    {
        var caller = _context?.User;
        return new AuditEvent
        {
            Id = Guid.CreateVersion7(_begunAt),
            OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(_begunAt.ToUnixTimeMilliseconds()),
            Tenant = Tenant ?? caller?.Tenant() ?? TenantName.Default,
            Action = action,
            Subject = EscapedText.Shortened(Subject ?? caller?.Subject() ?? Caller.Anonymous, MaxText)!,
            SubjectTenant = caller?.Tenant(),
            Target = EscapedText.Shortened(Target ?? RequestTarget(status), MaxText),
            Address = TextOf(_isPassedOn && IPAddress.TryParse(_context!.Request.Headers[ClientAddress.Header].ToString(), out var passedOn) ? passedOn : _context?.Connection.RemoteIpAddress),
            Status = status,
            Detail = EscapedText.Shortened(Detail, MaxText),
            Service = service,
            TraceId = _context is null ? null : TraceIds.Of(_context),
        };
    }

    /// <summary>The entry of an audited endpoint.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The parameter of the handler.</param>
    public static ValueTask<AuditEntry?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(context.Features.Get<AuditEntry>());

    internal static string? TextOf(IPAddress? address) => (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    /// <summary>A rejected query may contain anything, such as a misplaced key; a successful one contains search conditions only.</summary>
    private string? RequestTarget(int status) => _context switch
    {
        null => null,
        { Request.RouteValues.Count: > 0 } => string.Join('/', _context.Request.RouteValues.Values),
        _ when status < 400 && _context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is { NamesQuery: true } => _context.Request.QueryString.Value,
        _ => null,
    };
}
