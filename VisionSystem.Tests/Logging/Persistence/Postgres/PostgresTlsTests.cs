using Npgsql;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

/// <summary>logging-service with a real PostgreSQL that has TLS.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresTlsTests(TlsPostgresServer server, PostgresServer plain) : IClassFixture<TlsPostgresServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("?sslmode=verify-full&sslrootcert={ca}", false)]
    [InlineData("?sslmode=verify-full", true)]
    [InlineData("?sslmode=require&sslrootcert={ca}", false)]
    [InlineData(";SSL Mode=VerifyFull;Root Certificate={ca}", false)]
    [InlineData(";SSL Mode=VerifyFull", true)]
    public async Task Stores_predictions_over_a_verified_connection(string options, bool byCaPath)
    {
        await server.ServeAsync(server.Authority.Issue("localhost"));
        await using var service = await StartAsync("localhost", options, server.Authority, byCaPath);
        using var client = service.CreateClient();
        var image = Samples.Image(1);

        await client.DeliverAsync(Delivery.Of([Samples.Of(image)], image));

        Assert.Single((await client.PageAsync()).Items);
        Assert.Equal(true, await server.QueryAsync("postgresql://x/postgres", "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'logging-service'"));
        Assert.DoesNotContain(service.Lines.Messages, line => line.Contains("does not verify", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost", 365, "127.0.0.1", true, "verify-full", "is for localhost: connect by one of its names")]
    [InlineData("localhost", -1, "localhost", true, "verify-full", "has expired or is not valid yet")]
    [InlineData("localhost", 365, "localhost", false, "verify-full", "was issued by CN=Database Root, which is not trusted: add the certificate of the authority to sslrootcert")]
    [InlineData("localhost", 365, "localhost", false, "verify-ca", "was issued by CN=Database Root, which is not trusted")]
    [InlineData("localhost", 365, "localhost", false, "require", "was issued by CN=Database Root, which is not trusted")]
    public async Task Refuses_an_untrusted_server_and_reports_the_reason(string name, int days, string host, bool isKnown, string mode, string reason)
    {
        using var other = new TestAuthority("Other Root");
        await server.ServeAsync(server.Authority.Issue(name, days));
        await using var service = await StartAsync(host, $"?sslmode={mode}&sslrootcert={{ca}}", isKnown ? server.Authority : other);

        await ReportsAsync(service, $"the certificate of the server \\u0027{host}\\u0027 {reason}");
    }

    [Fact]
    public async Task Verify_ca_accepts_another_host_name()
    {
        await server.ServeAsync(server.Authority.Issue("db.example"));
        await using var service = await StartAsync("localhost", "?sslmode=verify-ca&sslrootcert={ca}", server.Authority);
        using var client = service.CreateClient();

        await Until.AnswersAsync(client, "/ready", System.Net.HttpStatusCode.OK);
    }

    /// <summary>libpq encrypts without verification if it has no authority; this service warns.</summary>
    [Theory]
    [InlineData("require")]
    [InlineData("prefer")]
    public async Task Warns_of_a_connection_that_is_not_verified(string mode)
    {
        await server.ServeAsync(server.Authority.Issue("localhost"));
        await using var service = await StartAsync("localhost", "?sslmode=" + mode, null);
        using var client = service.CreateClient();

        await Until.AnswersAsync(client, "/ready", System.Net.HttpStatusCode.OK);
        Assert.Contains(service.Lines.All, line => line.StartsWith("Warning: The connection to the database at localhost", StringComparison.Ordinal) && line.Contains($"does not verify the server (sslmode={mode})", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("verify-full")]
    [InlineData("require")]
    public async Task A_server_without_TLS_is_refused(string mode)
    {
        await using var service = new LoggingApplication(null, ("CV_DATABASE_URL", await plain.CreateDatabaseAsync() + "?sslmode=" + mode));

        await ReportsAsync(service, "SSL connection requested. No SSL enabled connection from this host is configured.");
    }

    [Fact]
    public async Task Sends_a_client_certificate()
    {
        await server.ServeAsync(server.Authority.Issue("localhost"));
        await server.QueryAsync("postgresql://x/postgres", "CREATE DATABASE client_certificates");
        var files = TestAuthority.Write(Path.Combine(_folder.Path, "client"), server.Authority.Issue("vision"));
        var address = $"postgresql://vision:{Uri.EscapeDataString(PostgresServer.Password)}@localhost:{server.Port}/client_certificates?sslmode=verify-full&sslrootcert={server.Authority.WritePem(_folder.Path)}";
        await using var without = new LoggingApplication(null, ("CV_DATABASE_URL", address));
        await using var with = new LoggingApplication(null, ("CV_DATABASE_URL", $"{address}&sslcert={files.Certificate}&sslkey={files.Key}"));

        await ReportsAsync(without, "connection requires a valid client certificate");
        using var client = with.CreateClient();
        await Until.AnswersAsync(client, "/ready", System.Net.HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?sslmode=verify-full&sslrootcert=/missing/ca.crt", "sslrootcert: the file /missing/ca.crt does not exist")]
    [InlineData("?sslmode=verify-ca&sslrootcert=system", "sslrootcert=system requires sslmode=verify-full")]
    public void Does_not_start_with_an_unusable_authority(string options, string error)
    {
        using var service = new LoggingApplication(null, ("CV_DATABASE_URL", "postgresql://vision@localhost/logs" + options));

        var failure = Assert.Throws<VisionSystem.ServiceDefaults.Configuration.ConfigurationException>(() => service.CreateClient());
        Assert.Contains(error, failure.Message, StringComparison.Ordinal);
    }

    private static Task ReportsAsync(LoggingApplication service, string reason) => Until.TrueAsync($"the health report contains '{reason}'", async token =>
    {
        using var client = service.CreateClient();
        using var response = await client.GetAsync(new Uri("/ready", UriKind.Relative), token);
        return response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable && (await response.Content.ReadAsStringAsync(token)).Contains(reason, StringComparison.Ordinal);
    });

    private async Task<LoggingApplication> StartAsync(string host, string options, TestAuthority? trusted, bool byCaPath = false)
    {
        var database = new Uri(await server.CreateDatabaseAsync()).AbsolutePath.Trim('/');
        var authority = trusted?.WritePem(_folder.Path);
        options = options.Replace("{ca}", authority, StringComparison.Ordinal);
        var address = options.StartsWith('?')
            ? $"postgresql://vision:{Uri.EscapeDataString(PostgresServer.Password)}@{host}:{server.Port}/{database}{options}"
            : new NpgsqlConnectionStringBuilder { Host = host, Port = server.Port, Username = "vision", Password = PostgresServer.Password, Database = database } + options;
        return new LoggingApplication(null, [("CV_DATABASE_URL", address), .. byCaPath ? [("CV_TLS_CA_PATH", authority!)] : Array.Empty<(string, string)>()]);
    }
}
