using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Refuses state-changing requests from pages of another origin. CORS prevents such a page from reading the response, but not
/// the POST of a form from being executed.
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, IOptions<CorsOptions> cors)
{
    private readonly CorsPolicy? _policy = cors.Value.GetPolicy(cors.Value.DefaultPolicyName);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || IsRead(request.Method) || IsOwn(origin, request.Host) || IsAllowed(origin)
            ? next(context)
            : Problems.Problems.ForeignOrigin
                .Result($"Pages of {origin} may not send requests that change data. Add the origin to CV_ALLOWED_ORIGINS to allow them.")
                .ExecuteAsync(context);
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Compares host and port only: behind a proxy that terminates TLS, the service may not know of https.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? port == page.Port : page.IsDefaultPort);

    private bool IsAllowed(string origin) => _policy is not null && (_policy.AllowAnyOrigin || _policy.IsOriginAllowed(origin));
}
