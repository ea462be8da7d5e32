using Microsoft.AspNetCore.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Authentication;

/// <summary>
/// Refuses requests that carry the session cookie and do not come from a page of this service. The proof is <c>Sec-Fetch-Site</c>
/// (https://www.w3.org/TR/fetch-metadata), otherwise <c>Origin</c>: browsers set both and no page can. Neither needs a token that
/// replicas share or that Swagger UI would have to send. A request with a credential in a header needs no proof, because no browser adds
/// one by itself.
/// </summary>
internal sealed class SessionGuard(RequestDelegate next)
{
    private const string SameOrigin = "same-origin";

    public Task InvokeAsync(HttpContext context)
    {
        var ticket = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket;
        return ticket?.AuthenticationScheme != SessionSetup.Cookie || IsOfOwnPage(context.Request)
            ? next(context)
            : Problems.ForeignOrigin
                .Result("A request with a session cookie must come from a page of this service. Send an API key in 'Authorization: Bearer …' instead; such requests may come from any program, and from the pages of CV_ALLOWED_ORIGINS.")
                .ExecuteAsync(context);
    }

    private static bool IsOfOwnPage(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        if (!PageOrigin.IsRead(request.Method))
        {
            // Browsers send Sec-Fetch-Site only to HTTPS and to localhost, and Origin with every request that is no read.
            return site.Length > 0 ? site == SameOrigin : PageOrigin.IsOwn(request);
        }

        // A link from elsewhere may open a page; nothing else of another origin may read with the cookie.
        return site is "" or SameOrigin or "none"
            ? origin.Length == 0 || PageOrigin.IsOwn(request)
            : request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
    }
}
