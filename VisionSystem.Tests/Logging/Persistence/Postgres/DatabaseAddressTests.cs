using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Postgres;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("postgresql://user:pass@db:5433/logs", "Host=db;Port=5433;Database=logs;Username=user;Password=pass")]
    [InlineData("postgres://user@db/logs", "Host=db;Database=logs;Username=user")]
    [InlineData("postgresql://us%40er:p%40ss%2Fw%3A%3F%23%20d%27%3B@db/lo%20gs", "Host=db;Database=lo gs;Username=us@er;Password=\"p@ss/w:?# d';\"")]
    [InlineData("postgresql://user:p@ss:word@db/logs", "Host=db;Database=logs;Username=user;Password=\"p@ss:word\"")]
    [InlineData("postgresql://[::1]:5433/logs", "Host=::1;Port=5433;Database=logs")]
    [InlineData("postgresql://[fd00::7]/logs", "Host=fd00::7;Database=logs")]
    [InlineData("postgresql://a:5432,b:5433/logs?target_session_attrs=read-write", "Host=a:5432,b:5433;Database=logs;Target Session Attributes=read-write")]
    [InlineData("postgresql:///logs?host=/var/run/postgresql", "Host=/var/run/postgresql;Database=logs")]
    [InlineData("postgresql://db/logs?sslmode=verify-full&sslrootcert=/etc/ca.crt&connect_timeout=7&application_name=me", "Host=db;Database=logs;SSL Mode=VerifyFull;Root Certificate=/etc/ca.crt;Timeout=7;Application Name=me")]
    [InlineData("postgresql://db/logs?Command%20Timeout=3", "Host=db;Database=logs;Command Timeout=3")]
    [InlineData("Host=db;Database=logs;Username=user;Password=pass;SSL Mode=Require", "Host=db;Database=logs;Username=user;Password=pass;SSL Mode=Require")]
    public void Reads_urls_as_libpq_does_and_connection_strings_as_npgsql_does(string address, string expected)
    {
        var settings = DatabaseAddress.TryParse(address, out var error);

        Assert.Null(error);
        Assert.Equal(Parts(new Npgsql.NpgsqlConnectionStringBuilder(expected)), Parts(settings!));
    }

    [Theory]
    [InlineData("postgresql://user:hunter2@/logs")]
    [InlineData("postgresql://user:hunter2@db")]
    [InlineData("postgresql://user:hunter2@db:port/logs")]
    [InlineData("postgresql://user:hunter2@db:99999999999/logs")]
    [InlineData("postgresql://user:hunter2@db/logs?sslmode=hunter2")]
    [InlineData("postgresql://user:hunter2@db/logs?colour=red")]
    [InlineData("Host=db;Password=hunter2")]
    [InlineData("Host=db;Database=logs;Port=hunter2")]
    [InlineData("postgresql://user:pass?hunter2@db/logs")]
    [InlineData("hunter2")]
    public void Says_what_is_wrong_without_showing_the_address(string address)
    {
        Assert.Null(DatabaseAddress.TryParse(address, out var error));
        Assert.NotEmpty(error!);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, null, 20, 20, 5)]
    [InlineData("", 5, null, 5, 5, 5)]
    [InlineData("", 5, 10, 5, 15, 5)]
    [InlineData("", null, 10, 20, 30, 5)]
    [InlineData("?Maximum%20Pool%20Size=50&Timeout=9", null, null, 0, 50, 9)]
    [InlineData("?Maximum%20Pool%20Size=50&Timeout=9", 5, null, 5, 5, 9)]
    public void Pool_settings_override_the_address_and_both_override_the_defaults(
        string options, int? size, int? overflow, int min, int max, int connect)
    {
        var pool = new PoolOptions { Size = size, Overflow = overflow };

        var settings = new Npgsql.NpgsqlConnectionStringBuilder(PostgresConnection.Of("postgresql://db/logs" + options, pool));

        Assert.Equal((min, max, connect), (settings.MinPoolSize, settings.MaxPoolSize, settings.Timeout));
        Assert.Equal("logging-service", settings.ApplicationName);
    }

    [Theory]
    [InlineData("", Npgsql.GssEncryptionMode.Disable, 30)]
    [InlineData("?gssencmode=prefer&keepalives_idle=7", Npgsql.GssEncryptionMode.Prefer, 7)]
    [InlineData("?GSS%20Encryption%20Mode=Require&Tcp%20Keepalive%20Time=7", Npgsql.GssEncryptionMode.Require, 7)]
    public void Disables_kerberos_and_enables_keepalive_unless_the_address_overrides_them(
        string options, Npgsql.GssEncryptionMode encryption, int keepAliveSeconds)
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(PostgresConnection.Of("postgresql://db/logs" + options, new PoolOptions()));

        Assert.Equal((encryption, true, keepAliveSeconds, 5), (settings.GssEncryptionMode, settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval));
    }

    private static IEnumerable<string> Parts(Npgsql.NpgsqlConnectionStringBuilder settings) =>
        settings.Select(setting => $"{setting.Key}={setting.Value}").Order(StringComparer.Ordinal);
}
