using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>Authentication and authorization as every service has them: closed by default, a policy for each scope.</summary>
public static class AccessSetup
{
    /// <summary>The policy of routes that need one of two scopes.</summary>
    public const string DetectOrRead = "detect or read";

    /// <summary>
    /// Adds one authorization policy per scope, the fallback policy that every other endpoint requires an authenticated caller,
    /// and problem+json for 401 and 403. The service adds its own authentication schemes to the returned builder.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="defaultScheme">The scheme that authenticates requests.</param>
    public static AuthenticationBuilder AddAccess(this WebApplicationBuilder builder, string defaultScheme)
    {
        builder.AddValidatedOptions<AccessOptions>(AccessOptions.Section);
        builder.Services.AddSingleton<ServiceTokens>();
        builder.Services.AddSingleton<AccessState>();
        builder.Services.AddHealthChecks().AddCheck<AccessHealth>("authentication");
        builder.Services.AddSingleton<FailedLogins>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessProblems>();
        var authorization = builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsAuthenticatedOrUnrouted).Build());
        foreach (var scope in Scope.All.Append(Scope.Ingest))
        {
            authorization.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.HasScope(scope)));
        }

        authorization.AddPolicy(
            DetectOrRead,
            policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.HasScope(Scope.Detect) || context.User.HasScope(Scope.Read)));
        builder.Services.AddDataProtection().SetApplicationName("VisionSystem");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<AccessOptions>(static (ring, access) =>
            (ring.XmlRepository, ring.AutoGenerateKeys) = (new DerivedKeyRing(access.ServiceKeys), false));
        return builder.Services.AddAuthentication(defaultScheme);
    }

    /// <summary>Requires a caller with the scope.</summary>
    /// <param name="endpoints">A group or an endpoint.</param>
    /// <param name="scope">One of <see cref="Scope"/>.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string scope)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(scope);

    /// <summary>Decides whether the service is open, then authenticates and authorizes requests.</summary>
    /// <param name="app">The service.</param>
    /// <param name="canAuthenticate">True if at least one kind of credential can be verified.</param>
    /// <param name="settings">The settings that configure one, for the error.</param>
    /// <exception cref="ConfigurationException">Credentials are required and no identity is configured.</exception>
    public static void UseAccess(this WebApplication app, bool canAuthenticate, string settings)
    {
        app.Services.GetRequiredService<AccessState>().Decide(app, canAuthenticate, settings);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOperationalAccess();
        if (app.Services.GetService<ITenantStates>() is { } tenants)
        {
            app.Use((context, next) => SuspendedTenants.RefuseAsync(context, tenants, next));
        }
    }

    /// <summary>A path without an endpoint is a 404 for everybody.</summary>
    private static bool IsAuthenticatedOrUnrouted(AuthorizationHandlerContext context) =>
        context.User.Identity is { IsAuthenticated: true } || context.Resource is HttpContext { } http && http.GetEndpoint() is null;
}

/// <summary>Writes 401 and 403 as problem+json.</summary>
internal sealed class AccessProblems(FailedLogins failures) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Challenged || (authorizeResult.Forbidden && context.User.Identity is not { IsAuthenticated: true }))
        {
            var rejected = context.Features.Get<RejectedCredentials>();
            failures.Count(rejected?.Code ?? (context.Request.Headers.Authorization.Count > 0 ? FailedLogins.Invalid : FailedLogins.Missing), context.Connection.RemoteIpAddress);
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"vision\"";
            return Problems.Problems.Unauthorized.Result(
                rejected?.Reason
                ?? "This request needs an API key or a token. Send it as 'Authorization: Bearer …' or 'X-Api-Key: …'.").ExecuteAsync(context);
        }

        if (authorizeResult.Forbidden)
        {
            var scope = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).LastOrDefault(name => name is not null);
            return Problems.Problems.Forbidden.Result($"The key or token lacks the scope '{scope}'.").ExecuteAsync(context);
        }

        return _default.HandleAsync(next, context, policy, authorizeResult);
    }
}

/// <summary>Why the credentials of a request were rejected, for the response.</summary>
/// <param name="Reason">A sentence that contains nothing of the credentials.</param>
/// <param name="Code">The reason as a word of a small set, for metrics and logs.</param>
public sealed record RejectedCredentials(string Reason, string Code = FailedLogins.Invalid);
