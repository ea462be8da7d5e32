using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// The response headers that restrict a browser (https://owasp.org/www-project-secure-headers). Data is never a page: it loads
/// nothing and is not embedded, except for images, which pages of other origins may embed. Pages set a policy of their own.
/// </summary>
public static class SecurityHeaders
{
    private const string ResourcePolicy = "Cross-Origin-Resource-Policy";
    private const string SameOrigin = "same-origin";
    private const string OfData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sets the headers of a page.</summary>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="contentSecurityPolicy">The page's Content-Security-Policy.</param>
    public static void SetPage(IHeaderDictionary headers, string contentSecurityPolicy)
    {
        headers.ContentSecurityPolicy = contentSecurityPolicy;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
    }

    internal static void AddSecurityHeaders(this WebApplicationBuilder builder) =>
        builder.Services.AddHsts(static options => options.MaxAge = TimeSpan.FromDays(365));

    internal static void UseSecurityHeaders(this WebApplication app) => app.Use(static (context, next) =>
    {
        // Set when the response starts: the exception handler clears the headers that were set before.
        context.Response.OnStarting(static state => Set((HttpResponse)state), context.Response);
        return next(context);
    });

    /// <summary>Adds HSTS to responses over HTTPS, except in Development. Call it after the forwarded headers are applied.</summary>
    internal static void UseStrictTransport(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }
    }

    private static Task Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.TryAdd(HeaderNames.ContentSecurityPolicy, OfData);
        headers.TryAdd("Referrer-Policy", SameOrigin);
        if (response.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) is not true)
        {
            headers.TryAdd(ResourcePolicy, SameOrigin);
        }

        return Task.CompletedTask;
    }
}
