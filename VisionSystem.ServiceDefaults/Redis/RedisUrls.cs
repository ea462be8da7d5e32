using System.Globalization;
using StackExchange.Redis;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>Parses addresses like <c>redis://user:password@host:6379/0</c>; <c>rediss</c> for TLS.</summary>
internal static class RedisUrls
{
    private const int DefaultPort = 6379;

    /// <exception cref="FormatException">The address is invalid; the message does not contain it.</exception>
    public static ConfigurationOptions Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
        {
            throw new FormatException("not an address like redis://host:6379/0 (not shown: it may hold a password)");
        }

        var (user, password) = Credentials(uri);
        var options = new ConfigurationOptions { User = user };
        options.EndPoints.Add(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : DefaultPort);
        options.Ssl = uri.Scheme == "rediss";
        options.Password = password;
        options.DefaultDatabase = Database(uri);
        return options;
    }

    private static (string? User, string? Password) Credentials(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
        {
            return (null, null);
        }

        var parts = uri.UserInfo.Split(':', 2);
        var user = Uri.UnescapeDataString(parts[0]);
        if (user.Contains(',', StringComparison.Ordinal))
        {
            throw new FormatException("the user name must not contain a comma");
        }

        return (user.Length == 0 ? null : user, parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    private static int Database(Uri uri)
    {
        var path = uri.AbsolutePath.Trim('/');
        return path.Length == 0 ? 0
            : int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out var database) ? database
            : throw new FormatException("the path must be the number of a database");
    }
}
