using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.IdentityModel.JsonWebTokens;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Inference.Authentication;

/// <summary>
/// Creates sessions and verifies them on each request. The encrypted cookie refers to the credential that created the session, by
/// key id and SHA-256, and the session has the rights that this credential has now: it ends when the key is revoked, expires or is
/// replaced. A session of a token has the token's rights and ends with it at the latest.
/// </summary>
internal sealed class Sessions(KeyDirectory keys, AdministratorKey administrator, JwtOptions jwt, SessionOptions options, TimeProvider time)
{
    private const string Kind = ".kind";
    private const string KeyId = ".id";
    private const string Hash = ".hash";
    private const string OfKey = "key";
    private const string OfAdministrator = "administrator";
    private const string OfToken = "token";

    /// <summary>Identifies the settings that verified a token, so that its sessions end when the secret or the issuer changes.</summary>
    private readonly string _issuer = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{jwt.Algorithm}\n{jwt.SecretKey}\n{jwt.Authority}\n{jwt.JwksUrl}\n{jwt.Issuer}\n{jwt.Audience}")));

    /// <summary>The properties of a new session.</summary>
    /// <param name="credential">The verified credential of the request.</param>
    public AuthenticationProperties Create(string credential)
    {
        var ends = time.GetUtcNow() + options.Lifetime;
        var properties = new AuthenticationProperties { IsPersistent = false };
        if (administrator.Matches(credential))
        {
            properties.SetString(Kind, OfAdministrator);
            properties.SetString(Hash, HashOf(credential));
        }
        else if (ApiKey.TryReadId(credential, out var id))
        {
            properties.SetString(Kind, OfKey);
            properties.SetString(KeyId, id.ToString());
            properties.SetString(Hash, HashOf(credential));
        }
        else
        {
            properties.SetString(Kind, OfToken);
            properties.SetString(Hash, _issuer);
            var token = new DateTimeOffset(new JsonWebToken(credential).ValidTo, TimeSpan.Zero);
            ends = token < ends ? token : ends;
        }

        properties.ExpiresUtc = ends;
        return properties;
    }

    /// <summary>Rejects a session whose credential is no longer valid, and otherwise applies the credential's present rights.</summary>
    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var properties = context.Properties;
        var verdict = Verify(properties, out var caller);
        if (verdict is KeyVerdict.Unknown)
        {
            // The process may have started a moment ago.
            await keys.RefreshAsync(context.HttpContext.RequestAborted);
            verdict = Verify(properties, out caller);
        }

        if (verdict is KeyVerdict.Valid)
        {
            if (caller is not null)
            {
                context.ReplacePrincipal(caller);
            }

            return;
        }

        context.RejectPrincipal();
        if (verdict is KeyVerdict.Unknown && !keys.IsLoaded)
        {
            // The cookie stays: the session is valid again as soon as the keys are known.
            context.HttpContext.Features.Set(new RejectedCredentials("The session cannot be verified now: logging-service does not respond. Try again in a few seconds.", "unavailable"));
            return;
        }

        context.HttpContext.Features.Set(new RejectedCredentials("The session has ended: its API key or token is no longer valid. Sign in again.", "session"));
        await context.HttpContext.SignOutAsync(SessionSetup.Cookie);
    }

    private KeyVerdict Verify(AuthenticationProperties properties, out ClaimsPrincipal? caller)
    {
        caller = null;
        var hash = Convert.FromHexString(properties.GetString(Hash) ?? "");
        switch (properties.GetString(Kind))
        {
            case OfKey:
                return keys.TryFind(properties.GetString(KeyId), hash, out caller);
            case OfAdministrator when administrator.MatchesHash(hash):
                caller = administrator.Caller;
                return KeyVerdict.Valid;
            case OfToken when jwt.IsConfigured && properties.GetString(Hash) == _issuer:
                return KeyVerdict.Valid;
            default:
                return KeyVerdict.Wrong;
        }
    }

    private static string HashOf(string credential)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ApiKey.Hash(credential, hash);
        return Convert.ToHexStringLower(hash);
    }
}
