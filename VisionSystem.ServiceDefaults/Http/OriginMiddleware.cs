using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Refuses changes that a page of another origin asks for. CORS keeps such a page from reading the response; it does not keep
/// a form's POST from being carried out.
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
                .Result($"Pages of {origin} may not change anything here. CV_ALLOWED_ORIGINS names the origins that may.")
                .ExecuteAsync(context);
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>By host and port alone: behind a proxy that ends TLS, the service may know nothing of https.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? port == page.Port : page.IsDefaultPort);

    private bool IsAllowed(string origin) => _policy is not null && (_policy.AllowAnyOrigin || _policy.IsOriginAllowed(origin));
}
