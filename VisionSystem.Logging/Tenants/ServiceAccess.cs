using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// Accepts requests of the other services alone: their signed tokens name the tenant, the scopes and the subject of the caller
/// on whose behalf a request is made.
/// </summary>
internal static class ServiceAccess
{
    /// <summary>The scheme that reads a token, or accepts every request while the service is open.</summary>
    private const string Scheme = "Service";

    public static void AddServiceAccess(this WebApplicationBuilder builder)
    {
        var authentication = builder.AddAccess(Scheme);
        authentication.AddPolicyScheme(Scheme, null, static options => options.ForwardDefaultSelector = static context =>
            context.Request.Headers.Authorization.Count == 0 && context.RequestServices.GetRequiredService<AccessState>().Accepts(context)
                ? OpenHandler.Name
                : JwtBearerDefaults.AuthenticationScheme);
        authentication.AddScheme<AuthenticationSchemeOptions, OpenHandler>(OpenHandler.Name, null);
        authentication.AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<ServiceTokens, TimeProvider>(static (bearer, tokens, time) =>
        {
            bearer.TimeProvider = time;
            bearer.MapInboundClaims = false;
            bearer.IncludeErrorDetails = false;
            bearer.RequireHttpsMetadata = false;
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false });
            bearer.TokenValidationParameters = tokens.Validation;
        });
    }

    /// <summary>Accepts every request while the service is open: the tenant is that of the header <see cref="TenantName.Header"/>.</summary>
    private sealed class OpenHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        System.Text.Encodings.Web.UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public const string Name = "Open";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers[TenantName.Header];
            var tenant = header.Count == 0 ? TenantName.Default : header.ToString();
            var caller = Caller.Create(Name, tenant, Caller.Anonymous, Scope.All.Append(Scope.Ingest));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(caller, Name)));
        }
    }
}
