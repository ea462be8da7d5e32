using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Inference.Authentication;

/// <summary>
/// Authenticates requests by the credential in <c>X-Api-Key</c> or <c>Authorization: Bearer</c>: an API key, the administrator's
/// key, or a JWT. A request without one is the default tenant's while the service is open, else it stays anonymous.
/// </summary>
internal sealed class CredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AccessState access,
    AdministratorKey administrator,
    KeyDirectory keys,
    JwtOptions jwt) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The scheme's name. It hides nothing of the base class that callers use.</summary>
    public new const string Scheme = "Credentials";

    private const string Header = "X-Api-Key";

    private const string Bearer = "Bearer ";

    private static readonly ClaimsPrincipal Anyone = Caller.Create(Scheme, TenantName.Default, Caller.Anonymous, Scope.All);

    /// <summary>The API key or token in the headers of a request; null without one.</summary>
    public static string? CredentialOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var credential = request.Headers[Header].ToString() is { Length: > 0 } own ? own
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : authorization;
        return credential.Length > 0 ? credential : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (CredentialOf(Request) is not { } credential)
        {
            return access.Accepts(Context) ? Success(Anyone) : AuthenticateResult.NoResult();
        }

        if (administrator.Matches(credential))
        {
            return Success(administrator.Caller);
        }

        if (credential.StartsWith(ApiKey.Prefix, StringComparison.Ordinal))
        {
            return await OfKeyAsync(credential);
        }

        if (jwt.IsConfigured && credential.AsSpan().Count('.') == 2)
        {
            return await OfTokenAsync();
        }

        // Many clients always send a key. An open service needs none, so it ignores one that cannot be its own.
        return access.Accepts(Context)
            ? Success(Anyone)
            : Reject("format", "The credential is neither an API key of this service nor a token that it accepts.");
    }

    private async Task<AuthenticateResult> OfKeyAsync(string text)
    {
        var verdict = Find(text, out var caller);
        if (verdict is KeyVerdict.Unknown)
        {
            // It may have been created a moment ago.
            await keys.RefreshUnlessBusyAsync(Context.RequestAborted);
            verdict = Find(text, out caller);
        }

        return verdict switch
        {
            KeyVerdict.Valid => Success(caller!),
            KeyVerdict.Expired => Reject("expired", "The API key has expired. Create or rotate a key."),
            null => Reject("format", "The API key is incomplete or mistyped: its checksum does not match."),
            _ when !keys.IsLoaded => Reject("unavailable", "API keys cannot be verified now: logging-service does not respond. Try again in a few seconds."),
            _ => Reject("unknown", "The API key is not valid: it was never created, or it was revoked."),
        };
    }

    private KeyVerdict? Find(string text, out ClaimsPrincipal? caller)
    {
        caller = null;
        if (!ApiKey.TryReadId(text, out var id))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKey.Hash(text, hash);
        return keys.TryFind(id, hash, out caller);
    }

    private async Task<AuthenticateResult> OfTokenAsync()
    {
        var result = await Context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        return result.Succeeded
            ? AuthenticateResult.Success(new AuthenticationTicket(result.Principal, Scheme))
            : Reject("token", JwtSetup.Explain(result.Failure));
    }

    private static AuthenticateResult Success(ClaimsPrincipal caller) => AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme));

    private AuthenticateResult Reject(string reason, string detail)
    {
        Context.Features.Set(new RejectedCredentials(detail, reason));
        return AuthenticateResult.Fail(detail);
    }
}

/// <summary>The key of <c>CV_ADMIN_API_KEY</c>, held as its SHA-256.</summary>
internal sealed class AdministratorKey(AdminOptions options)
{
    private const string Subject = "administrator";

    private readonly byte[]? _hash = options.Key is { } key ? HashOf(key) : null;

    /// <summary>True if the key is configured.</summary>
    public bool IsConfigured => _hash is not null;

    /// <summary>The identity of whoever presents the key: every scope on the default tenant.</summary>
    public ClaimsPrincipal Caller { get; } = ServiceDefaults.Authentication.Caller.Create(CredentialHandler.Scheme, TenantName.Default, Subject, Scope.All);

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<char> credential)
    {
        if (_hash is null || credential.Length > ApiKey.MaxSecretLength)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKey.Hash(credential, hash);
        return MatchesHash(hash);
    }

    /// <summary>Compares the SHA-256 of a credential in constant time.</summary>
    public bool MatchesHash(ReadOnlySpan<byte> hash) => _hash is not null && CryptographicOperations.FixedTimeEquals(hash, _hash);

    private static byte[] HashOf(string key)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        ApiKey.Hash(key, hash);
        return hash;
    }
}
