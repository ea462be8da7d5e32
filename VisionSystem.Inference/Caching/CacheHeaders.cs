using Microsoft.Net.Http.Headers;

namespace VisionSystem.Inference.Caching;

/// <summary>The HTTP headers of the result cache.</summary>
internal static class CacheHeaders
{
    /// <summary><c>hit</c> or <c>miss</c>; absent when the cache was not used.</summary>
    public const string Name = "X-Cache";

    /// <summary>True if the client requests a fresh result: <c>Cache-Control: no-cache</c> or <c>no-store</c> (RFC 9111, 5.2.1).</summary>
    public static bool Bypass(HttpRequest request) =>
        request.Headers.CacheControl is { Count: > 0 } header && CacheControlHeaderValue.TryParse(header.ToString(), out var control) && (control.NoCache || control.NoStore);

    public static void Write(HttpResponse response, bool? hit)
    {
        if (hit is { } known)
        {
            response.Headers[Name] = known ? "hit" : "miss";
        }
    }
}
