using Npgsql;

namespace VisionSystem.Logging.Persistence.Postgres;

/// <summary>Creates the Npgsql connection string from the options.</summary>
internal static class PostgresConnection
{
    /// <summary>
    /// Default connect timeout. It is short because Npgsql also connects to cancel a statement, and until then the statement
    /// timeout does not end the wait on a silent connection.
    /// </summary>
    private const int ConnectSeconds = 5;

    private const int KeepAliveSeconds = 30;

    private const int KeepAliveIntervalSeconds = 5;

    private static readonly NpgsqlConnectionStringBuilder Npgsql = new();

    /// <summary>Returns the connection string; empty for an invalid address, which the validation reports.</summary>
    public static string Of(string address, PoolOptions pool) =>
        DatabaseAddress.TryParse(address, out _) is { } settings ? Of(settings, pool) : "";

    /// <summary>Returns the connection string of a parsed address.</summary>
    public static string Of(NpgsqlConnectionStringBuilder settings, PoolOptions pool)
    {
        // An explicit setting overrides the address, and the address overrides the default.
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
        SetDefault(settings, "GSS Encryption Mode", nameof(GssEncryptionMode.Disable));
        SetDefault(settings, "TCP Keepalive", true);
        SetDefault(settings, "TCP Keepalive Time", KeepAliveSeconds);
        SetDefault(settings, "TCP Keepalive Interval", KeepAliveIntervalSeconds);
        return settings.ToString();
    }

    /// <summary>
    /// Replaces a default of Npgsql. Npgsql checks for Kerberos encryption at every new connection, which throws or hangs if the
    /// library is missing (https://github.com/npgsql/npgsql/issues/6524). Without keep-alives, idle connections that a firewall
    /// dropped stay undetected, and each of them fails one request.
    /// </summary>
    private static void SetDefault(NpgsqlConnectionStringBuilder settings, string option, object value)
    {
        if (!settings.Any(named => string.Equals(named.Key, option, StringComparison.OrdinalIgnoreCase)))
        {
            settings[option] = value;
        }
    }

    /// <summary>Returns the maximum number of connections.</summary>
    public static int PoolSizeOf(NpgsqlDataSource database) => new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize;

    /// <summary>Returns the location of a database without user and password.</summary>
    public static string LocationOf(NpgsqlDataSource database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        return settings.Host!.Contains(',', StringComparison.Ordinal)
            ? $"{settings.Host}/{settings.Database}"
            : $"{settings.Host}:{settings.Port}/{settings.Database}";
    }
}
