using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>The key that a caller shows: <c>X-API-Key</c>, or <c>Authorization: Bearer …</c>.</summary>
internal static class CallerKey
{
    private const string Header = "X-API-Key";
    private const string Bearer = "Bearer ";

    /// <summary>What stands for the key where it is counted: not the key itself, which is a secret.</summary>
    /// <returns>Null for a caller who shows none.</returns>
    public static string? Of(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers[Header].ToString() is { Length: > 0 } own ? own
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : "";
        return key.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));
    }
}
