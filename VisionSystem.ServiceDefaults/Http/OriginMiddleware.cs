using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Refuses requests from pages of another origin that change data, or that open an event stream or a socket. CORS prevents such a
/// page from reading a response, but not the POST of a form from being executed, nor a socket from being opened.
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, IOptions<CorsOptions> cors)
{
    private const string EventStream = "text/event-stream";

    private readonly CorsPolicy? _policy = cors.Value.GetPolicy(cors.Value.DefaultPolicyName);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || (PageOrigin.IsRead(request.Method) && !IsStream(context)) || PageOrigin.IsOwn(request) || IsAllowed(origin))
        {
            return next(context);
        }

        var action = PageOrigin.IsRead(request.Method) ? "open event streams or sockets" : "send requests that change data";
        return Problems.Problems.ForeignOrigin
            .Result($"Pages of {origin} may not {action}. Add the origin to CV_ALLOWED_ORIGINS to allow them.")
            .ExecuteAsync(context);
    }

    /// <summary>True if the response is an event stream, or the connection becomes a socket.</summary>
    private static bool IsStream(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0
        || context.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase)
        || (context.GetEndpoint()?.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(static response => response.ContentTypes.Contains(EventStream)) ?? false);

    private bool IsAllowed(string origin) => _policy is not null && (_policy.AllowAnyOrigin || _policy.IsOriginAllowed(origin));
}
