using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>
/// Decides who sees the details of <c>/health</c> and <c>/metrics</c>, which need no credentials: probes and Prometheus connect
/// directly by an address, whereas requests through a proxy, or for a name that a page may have pointed here, come from everywhere.
/// </summary>
internal static class OperationalAccess
{
    /// <summary>Headers of proxies that the forwarded headers of a trusted proxy do not replace.</summary>
    private static readonly string[] UnreadHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP", "True-Client-IP"];

    /// <summary>True if a request came through a proxy whose client's address is unknown.</summary>
    /// <param name="context">The request, after the forwarded headers were applied.</param>
    public static bool IsOfUnknownClient(HttpContext context) => UnreadHeaders.Any(context.Request.Headers.ContainsKey);

    /// <summary>True for a direct connection, for a caller with the scope <c>read</c>, and while the service is open.</summary>
    /// <param name="context">The request, after authentication.</param>
    public static bool SeesDetails(HttpContext context) =>
        context.RequestServices.GetService<AccessState>() is not { } access
        || access.Accepts(context)
        || (!IsOfUnknownClient(context) && !context.Request.Headers.ContainsKey("X-Original-For") && context.Features.Get<ForeignHost>() is null)
        || context.User.HasScope(Scope.Read);

    /// <summary>Refuses <c>/metrics</c> to requests that see no details.</summary>
    public static void UseOperationalAccess(this WebApplication app) => app.Use(static (context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OperationalEndpoint>() is { IsDetailed: true } && !SeesDetails(context)
            ? Problems.Problems.Forbidden.Result($"Through a proxy, metrics need a key with the scope '{Scope.Read}'. Prometheus scrapes the service directly.").ExecuteAsync(context)
            : next(context));
}

/// <summary>Reports in <c>/health</c> whether callers must authenticate.</summary>
internal sealed class AccessHealth(AccessState access) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy(
            access.IsOpen ? "Callers need no credentials." : "Callers must authenticate.",
            new Dictionary<string, object> { ["required"] = !access.IsOpen }));
}
