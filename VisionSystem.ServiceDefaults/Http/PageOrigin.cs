using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>The origin of the page that sent a request, as its browser reports it.</summary>
public static class PageOrigin
{
    /// <summary>
    /// True if <c>Origin</c> names this service. Only host and port are compared: behind a proxy that terminates TLS, the service
    /// may not know of https.
    /// </summary>
    /// <param name="request">The request.</param>
    public static bool IsOwn(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var page)
        && string.Equals(page.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase)
        && (request.Host.Port is { } port ? port == page.Port : page.IsDefaultPort);

    /// <summary>True for methods that change nothing (RFC 9110, 9.2.1).</summary>
    /// <param name="method">The method of a request.</param>
    public static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
