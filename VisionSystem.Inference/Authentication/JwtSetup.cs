using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Inference.Authentication;

/// <summary>Verifies JSON Web Tokens: one pinned algorithm, issuer, audience, lifetime, and the claims for tenant and scopes.</summary>
internal static class JwtSetup
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string SubjectPrefix = "token:";

    /// <summary>The most bytes of a token.</summary>
    private const int MaxTokenBytes = 8 * 1024;

    public static void AddJwt(this AuthenticationBuilder authentication)
    {
        authentication.AddJwtBearer();
        authentication.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<JwtOptions, TimeProvider>(Configure);
    }

    /// <summary>A sentence about a rejected token that contains nothing of it.</summary>
    public static string Explain(Exception? failure) => failure switch
    {
        SecurityTokenExpiredException => "The token has expired. Request a new one.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenInvalidAudienceException => "The token is for another audience (CV_JWT_AUDIENCE).",
        SecurityTokenInvalidIssuerException => "The token is of another issuer (CV_JWT_ISSUER).",
        SecurityTokenInvalidAlgorithmException => "The token is signed with an algorithm other than CV_JWT_ALGORITHM.",
        TokenRejectedException rejected => rejected.Message,
        _ => "The token is not valid.",
    };

    private static void Configure(JwtBearerOptions bearer, JwtOptions options, TimeProvider time)
    {
        bearer.TimeProvider = time;
        bearer.MapInboundClaims = false;
        bearer.SaveToken = false;
        bearer.IncludeErrorDetails = false;
        bearer.RequireHttpsMetadata = false;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(new JsonWebTokenHandler { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxTokenBytes });
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = [options.Algorithm],
            ValidTypes = ["JWT", "at+jwt"],
            ValidIssuer = options.Issuer,
            ValidateIssuer = options.Issuer is not null || options.Authority is not null,
            ValidAudience = options.Audience,
            IssuerSigningKey = options is { IsSymmetric: true, SecretKey: { } secret } ? new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)) : null,
            TryAllIssuerSigningKeys = options.IsSymmetric,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = ClockSkew,
        };
        if (!options.IsSymmetric)
        {
            bearer.ConfigurationManager = IssuerKeys.Of(options, time);
        }

        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = ReadToken,
            OnTokenValidated = context => Accept(context, options, time),

            // The framework rethrows what went wrong while the issuer's keys were fetched; the caller gets a 401.
            OnAuthenticationFailed = static context =>
            {
                context.Fail(context.Exception);
                return Task.CompletedTask;
            },
        };
    }

    private static Task ReadToken(MessageReceivedContext context)
    {
        // The framework reads Authorization only.
        context.Token = CredentialHandler.CredentialOf(context.Request);
        return Task.CompletedTask;
    }

    private static Task Accept(TokenValidatedContext context, JwtOptions options, TimeProvider time)
    {
        var claims = context.Principal!;
        var tenants = claims.FindAll(options.TenantClaim).Select(claim => claim.Value).Distinct().ToArray();
        if (context.SecurityToken.ValidTo - time.GetUtcNow().UtcDateTime > TimeSpan.FromHours(options.ExpirationHours) + ClockSkew)
        {
            context.Fail(new TokenRejectedException($"The token is valid for more than {options.ExpirationHours} h from now (CV_JWT_EXPIRATION_HOURS)."));
        }
        else if (context.SecurityToken is JsonWebToken token && token.TryGetHeaderValue<object>("crit", out _))
        {
            // RFC 7515, 4.1.11: extensions that the recipient does not understand.
            context.Fail(new TokenRejectedException("The token requires extensions ('crit') that this service does not have."));
        }
        else if (tenants is not [var tenant] || !TenantName.IsValid(tenant))
        {
            context.Fail(new TokenRejectedException($"The token does not name one tenant in its claim '{options.TenantClaim}' (CV_JWT_TENANT_CLAIM)."));
        }
        else
        {
            var scopes = claims.FindAll(options.ScopeClaim).SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(Scope.All.Contains);

            // The prefix tells issuers' subjects from key ids and from the administrator.
            context.Principal = Caller.Create(CredentialHandler.Scheme, tenant, SubjectPrefix + claims.FindFirstValue(JwtRegisteredClaimNames.Sub), scopes);
        }

        return Task.CompletedTask;
    }
}

/// <summary>A token whose signature is right and whose content is not accepted; the message is for the caller.</summary>
internal sealed class TokenRejectedException(string message) : SecurityTokenException(message);

/// <summary>
/// The issuer's keys. They are fetched when first needed and again for an unknown key id, at most once per interval; while the
/// issuer does not respond, the last keys stay in use. The platform's manager does the same once it has keys, but before that
/// fetches for every request, so failures are remembered here.
/// </summary>
internal sealed class IssuerKeys(ConfigurationManager<OpenIdConnectConfiguration> inner, TimeSpan interval, TimeProvider time) : IConfigurationManager<OpenIdConnectConfiguration>
{
    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration>? _first;
    private long _startedAt;

    public static IssuerKeys Of(JwtOptions options, TimeProvider time)
    {
        var http = new HttpDocumentRetriever { RequireHttps = false };
        var address = options.JwksUrl ?? options.Authority!.TrimEnd('/') + "/.well-known/openid-configuration";
        var manager = new ConfigurationManager<OpenIdConnectConfiguration>(address, new KeyRetriever(options), http) { RefreshInterval = options.RefreshInterval };
        return new IssuerKeys(manager, options.RefreshInterval, time);
    }

    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_first is { IsCompletedSuccessfully: true })
            {
                return inner.GetConfigurationAsync(cancel);
            }

            if (_first is null || (_first.IsCompleted && time.GetElapsedTime(_startedAt) >= interval))
            {
                _startedAt = time.GetTimestamp();
                _first = inner.GetConfigurationAsync(CancellationToken.None);
            }

            return _first.WaitAsync(cancel);
        }
    }

    public void RequestRefresh()
    {
        if (_first is { IsCompletedSuccessfully: true })
        {
            inner.RequestRefresh();
        }
    }

    /// <summary>Reads a discovery document, or a JSON Web Key Set by itself; keys for another use or algorithm are left out.</summary>
    private sealed class KeyRetriever(JwtOptions options) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = options.JwksUrl is null
                ? await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel)
                : new OpenIdConnectConfiguration { Issuer = options.Issuer, JsonWebKeySet = new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)) };
            var accepted = new JsonWebKeySet();
            foreach (var key in configuration.JsonWebKeySet.Keys.Where(key => Is(key.Use, JsonWebKeyUseNames.Sig) && Is(key.Alg, options.Algorithm)))
            {
                accepted.Keys.Add(key);
            }

            configuration.SigningKeys.Clear();
            foreach (var key in accepted.GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }

            return configuration;
        }

        private static bool Is(string? value, string expected) => string.IsNullOrEmpty(value) || value == expected;
    }
}
