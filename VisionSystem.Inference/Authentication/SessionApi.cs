using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Inference.Authentication;

/// <summary><c>/v1/session</c>: signs a browser in and out, and describes the caller.</summary>
internal static class SessionApi
{
    public static void MapSessionApi(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/v1/session").WithTags("Session").RequireAuthorization().AnswerHead()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        session.MapGet("", GetAsync).WithName("GetSession").WithSummary("Describe the caller")
            .WithDescription("The identity, tenant and scopes of the credential or session of this request.");
        session.MapPost("", CreateAsync).Audited("session.create").WithName("CreateSession").WithSummary("Sign a browser in")
            .WithDescription("Exchanges the API key or token in `Authorization` or `X-Api-Key` for a cookie that scripts cannot read. An open service sets no cookie.");
        session.MapDelete("", DeleteAsync).Audited("session.delete").WithName("DeleteSession").WithSummary("Sign a browser out")
            .WithDescription("Deletes the cookie.");
    }

    private static async Task<Ok<SessionInfo>> GetAsync(HttpContext context, AccessState access)
    {
        context.Response.Headers.CacheControl = "no-store";
        var result = await context.AuthenticateAsync();
        return TypedResults.Ok(InfoOf(context, access, result.Ticket?.AuthenticationScheme == SessionSetup.Cookie ? result.Properties?.ExpiresUtc : null));
    }

    private static async Task<Ok<SessionInfo>> CreateAsync(HttpContext context, AccessState access, Sessions sessions, ILogger<Sessions> logger)
    {
        if (CredentialHandler.CredentialOf(context.Request) is not { } credential || access.IsOpen)
        {
            return await GetAsync(context, access);
        }

        var properties = sessions.Create(credential);
        await context.SignInAsync(SessionSetup.Cookie, context.User, properties);
        Log.SignedIn(logger, context.User.Subject()!, context.User.Tenant()!, properties.ExpiresUtc!.Value);
        return TypedResults.Ok(InfoOf(context, access, properties.ExpiresUtc));
    }

    private static async Task<NoContent> DeleteAsync(HttpContext context, ILogger<Sessions> logger)
    {
        if (SessionCookie.IsIn(context.Request))
        {
            await context.SignOutAsync(SessionSetup.Cookie);
            Log.SignedOut(logger, context.User.Subject()!, context.User.Tenant()!);
        }

        return TypedResults.NoContent();
    }

    private static SessionInfo InfoOf(HttpContext context, AccessState access, DateTimeOffset? expiresAt) =>
        new(context.User.Subject()!, context.User.Tenant()!, [.. context.User.Scopes()], access.IsOpen, expiresAt);
}

/// <summary>The caller of a request.</summary>
/// <param name="Subject">The id of the API key, or the subject of the token.</param>
/// <param name="Tenant">The tenant whose data the caller reaches.</param>
/// <param name="Scopes">The permissions.</param>
/// <param name="Open">True if the service requires no credentials.</param>
/// <param name="ExpiresAt">The end of the session; null for a request without a session cookie.</param>
internal sealed record SessionInfo(string Subject, string Tenant, IReadOnlyList<string> Scopes, bool Open, DateTimeOffset? ExpiresAt);

/// <summary>JSON metadata of the session.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SessionInfo))]
internal sealed partial class SessionJson : JsonSerializerContext;
