using System.Globalization;
using Npgsql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>
/// Parses the address of a PostgreSQL database: a URL in the format of libpq
/// (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS), or the Npgsql connection string <c>Host=…;Database=…</c>.
/// </summary>
internal static class DatabaseAddress
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Maps libpq option names to those of Npgsql.</summary>
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["client_encoding"] = "Client Encoding",
        ["target_session_attrs"] = "Target Session Attributes",
        ["channel_binding"] = "Channel Binding",
        ["gssencmode"] = "GSS Encryption Mode",
        ["keepalives_idle"] = "TCP Keepalive Time",
        ["keepalives_interval"] = "TCP Keepalive Interval",
        ["user"] = "Username",
        ["dbname"] = "Database",
    };

    /// <summary>Parses an address.</summary>
    /// <returns>The settings, or null and an error that contains no part of the address, because that can contain a password.</returns>
    public static NpgsqlConnectionStringBuilder? TryParse(string address, out string? error)
    {
        error = null;
        try
        {
            var scheme = Schemes.FirstOrDefault(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
            var settings = scheme is null ? new NpgsqlConnectionStringBuilder(address) : OfUrl(address[scheme.Length..]);
            error = string.IsNullOrEmpty(settings.Host) ? "the host is missing"
                : string.IsNullOrEmpty(settings.Database) ? "the database is missing"
                : null;
            return error is null ? settings : null;
        }
        catch (ArgumentException exception) when (exception.ParamName is { Length: > 0 } option)
        {
            error = $"the option '{option}' is unknown or has an invalid value";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException or NotSupportedException)
        {
            error = "it is neither a URL like postgresql://user:password@host:5432/database?sslmode=require nor a connection string like Host=…;Database=…";
        }

        return null;
    }

    private static NpgsqlConnectionStringBuilder OfUrl(string rest)
    {
        var (location, options) = Cut(rest, '?');
        if (options.Contains('@', StringComparison.Ordinal))
        {
            // A password with an unescaped question mark: its rest must not appear in an error as an unknown option.
            throw new FormatException();
        }

        var (authority, database) = Cut(location, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? ("", "") : Cut(authority[..at], ':');
        var settings = new NpgsqlConnectionStringBuilder();
        Set(settings, "Host", authority[(at + 1)..]);
        Set(settings, "Database", database);
        Set(settings, "Username", user);
        Set(settings, "Password", password);
        foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(option, '=');
            var keyword = Keywords.GetValueOrDefault(name, Uri.UnescapeDataString(name));
            Set(settings, keyword, keyword == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }

        return settings;
    }

    /// <summary>Sets one option. Npgsql accepts several hosts with ports (<c>a:5432,b:5433</c>), but needs the port of a single host in an option of its own.</summary>
    private static void Set(NpgsqlConnectionStringBuilder settings, string keyword, string value)
    {
        if (value.Length == 0)
        {
            return;
        }

        var decoded = Uri.UnescapeDataString(value);
        if (keyword == "Host" && !decoded.Contains(',', StringComparison.Ordinal) && PortSeparator(decoded) is { } colon)
        {
            settings.Port = int.Parse(decoded.AsSpan(colon + 1), CultureInfo.InvariantCulture);
            decoded = decoded[..colon];
        }

        settings[keyword] = keyword == "Host" ? decoded.Trim('[', ']') : decoded;
    }

    /// <summary>Returns the position of the colon before the port; colons within the brackets of an IPv6 address do not count.</summary>
    private static int? PortSeparator(string host) =>
        host.LastIndexOf(':') is > 0 and var colon && colon > host.LastIndexOf(']') ? colon : null;

    private static (string Before, string After) Cut(string text, char at) =>
        text.IndexOf(at) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");
}
