using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>Reads the API key of a request: <c>X-API-Key</c>, otherwise <c>Authorization: Bearer …</c>.</summary>
internal static class CallerKey
{
    private const string Header = "X-API-Key";
    private const string Bearer = "Bearer ";

    /// <summary>The first 16 bytes of the key's SHA-256 in hexadecimal, so that no counter stores the key, a secret.</summary>
    /// <returns>Null for a request without a key.</returns>
    public static string? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers[Header].ToString() is { Length: > 0 } own ? own
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : "";
        return key.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }
}
