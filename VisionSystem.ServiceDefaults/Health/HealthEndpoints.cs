using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Health;

/// <summary>
/// <c>/health</c> runs every check, <c>/ready</c> those tagged <c>ready</c>, <c>/alive</c> those tagged <c>live</c>. They return
/// 200 for Healthy and Degraded and 503 for Unhealthy; <c>/ready</c> returns 503 while the service drains, too.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/health", static _ => true);
        Map(routes, "/ready", static check => check.Tags.Contains(HealthTags.Ready), RefusedBecause);
        Map(routes, "/alive", static check => check.Tags.Contains(HealthTags.Live));
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string path,
        Func<HealthCheckRegistration, bool> predicate,
        Func<DrainState, string?>? refusal = null) =>
        OperationalEndpoint.Mark(routes.MapMethods(path, OperationalEndpoint.Methods, async (
            HttpContext context, HealthCheckService checks, ServiceIdentity service, DrainState drain, TimeProvider time) =>
        {
            var report = await checks.CheckHealthAsync(predicate, context.RequestAborted);
            await HealthResponse.WriteAsync(context, service, time, report, refusal?.Invoke(drain));
        }));

    private static string? RefusedBecause(DrainState drain) => drain.IsDraining ? "the service is shutting down" : null;
}

/// <summary>The tags that assign a health check to a probe.</summary>
public static class HealthTags
{
    /// <summary>The service receives no traffic while the check fails.</summary>
    public const string Ready = "ready";

    /// <summary>The process is restarted when the check fails.</summary>
    public const string Live = "live";
}
