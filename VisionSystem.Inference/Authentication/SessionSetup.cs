using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Authentication;

/// <summary>Sessions of the console (<c>Vision:Security:Session</c>).</summary>
internal sealed record SessionOptions
{
    public const string Section = "Vision:Security:Session";

    /// <summary>The time after which a browser must sign in again (<c>CV_SESSION_LIFETIME</c>).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(8);
}

/// <summary>Authenticates browsers by a cookie, beside the credentials in headers.</summary>
internal static class SessionSetup
{
    /// <summary>The default scheme: the credential in a header, otherwise the cookie.</summary>
    public const string Scheme = "Callers";

    /// <summary>The scheme of the cookie.</summary>
    public const string Cookie = "Session";

    public static void AddSessions(this WebApplicationBuilder builder, AuthenticationBuilder authentication)
    {
        builder.AddValidatedOptions<SessionOptions>(SessionOptions.Section);
        builder.Services.AddSingleton<Sessions>();
        authentication.AddPolicyScheme(Scheme, null, static options => options.ForwardDefaultSelector = Select);
        authentication.AddCookie(Cookie);
        builder.Services.AddOptions<CookieAuthenticationOptions>(Cookie).Configure<SessionOptions, TimeProvider>(Configure);
    }

    /// <summary>An open service ignores cookies: one of an earlier, closed start would otherwise be rejected.</summary>
    private static string Select(HttpContext context) =>
        CredentialHandler.CredentialOf(context.Request) is null
        && !context.RequestServices.GetRequiredService<AccessState>().IsOpen
        && SessionCookie.IsIn(context.Request) ? Cookie : CredentialHandler.Scheme;

    private static void Configure(CookieAuthenticationOptions cookie, SessionOptions session, TimeProvider time)
    {
        cookie.TimeProvider = time;
        cookie.CookieManager = new SessionCookie();
        cookie.Cookie.Name = SessionCookie.Name;
        cookie.Cookie.Path = "/";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = session.Lifetime;
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = static context => context.HttpContext.RequestServices.GetRequiredService<Sessions>().ValidateAsync(context);
    }
}

/// <summary>
/// Stores the cookie over HTTPS with the prefix <c>__Host-</c>: browsers accept such a cookie only from this host, with Secure and
/// without Domain, so that neither a subdomain nor a page over HTTP can replace it.
/// </summary>
internal sealed class SessionCookie : ICookieManager
{
    public const string Name = "vision-session";

    private readonly ChunkingCookieManager _inner = new();

    /// <summary>True if a request has the cookie.</summary>
    public static bool IsIn(HttpRequest request) => request.Cookies.ContainsKey(NameFor(request));

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameFor(context.Request));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, NameFor(context.Request), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, NameFor(context.Request), options);

    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-" + Name : Name;
}
