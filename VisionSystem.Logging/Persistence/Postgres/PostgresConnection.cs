using Npgsql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>Turns the options into what Npgsql is given.</summary>
internal static class PostgresConnection
{
    /// <summary>
    /// Longest time to connect, where the address says nothing. Short, because Npgsql also connects to have a statement
    /// stopped, and until then the statement's time limit does not end the wait on a line that has fallen silent.
    /// </summary>
    private const int ConnectSeconds = 5;

    private const int KeepAliveSeconds = 30;

    private const int KeepAliveIntervalSeconds = 5;

    private static readonly NpgsqlConnectionStringBuilder Npgsql = new();

    /// <summary>The connection string; empty for an address that cannot be read, which validation reports.</summary>
    public static string Of(string address, PoolOptions pool)
    {
        if (DatabaseAddress.TryParse(address, out _) is not { } settings)
        {
            return "";
        }
        // An explicit setting goes before the address, and both before the default.
        if (pool.Size is not null || pool.Overflow is not null || settings.MaxPoolSize == Npgsql.MaxPoolSize)
        {
            settings.MinPoolSize = pool.Size ?? PoolOptions.DefaultSize;
            settings.MaxPoolSize = settings.MinPoolSize + (pool.Overflow ?? PoolOptions.DefaultOverflow);
        }

        if (settings.Timeout == Npgsql.Timeout)
        {
            settings.Timeout = ConnectSeconds;
        }

        settings.ApplicationName ??= "logging-service";
        UnlessNamed(settings, "GSS Encryption Mode", nameof(GssEncryptionMode.Disable));
        UnlessNamed(settings, "TCP Keepalive", true);
        UnlessNamed(settings, "TCP Keepalive Time", KeepAliveSeconds);
        UnlessNamed(settings, "TCP Keepalive Interval", KeepAliveIntervalSeconds);
        return settings.ToString();
    }

    /// <summary>
    /// Gives an option another default than Npgsql's. Encryption by Kerberos is looked for at every new connection, which fails
    /// by an exception, or hangs, where its library is missing (https://github.com/npgsql/npgsql/issues/6524); and without
    /// keep-alives nobody notices idle connections that a firewall has forgotten, each of which costs a request.
    /// </summary>
    private static void UnlessNamed(NpgsqlConnectionStringBuilder settings, string option, object value)
    {
        if (!settings.Any(named => string.Equals(named.Key, option, StringComparison.OrdinalIgnoreCase)))
        {
            settings[option] = value;
        }
    }

    /// <summary>The most connections at a time.</summary>
    public static int PoolSizeOf(NpgsqlDataSource database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;

    /// <summary>Where a database is, without user and password.</summary>
    public static string LocationOf(NpgsqlDataSource database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? $"{settings.Host}/{settings.Database}"
            : $"{settings.Host}:{settings.Port}/{settings.Database}";
    }
}
