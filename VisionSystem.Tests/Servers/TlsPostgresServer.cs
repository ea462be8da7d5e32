using VisionSystem.Bench.Servers;

namespace VisionSystem.Tests.Servers;

/// <summary>A PostgreSQL server with TLS. The databases named <c>client_…</c> require a certificate of the client.</summary>
public sealed class TlsPostgresServer : PostgresServer
{
    private readonly TemporaryFolder _files = new();

    internal TestAuthority Authority { get; } = new("Database Root");

    private string Access => Path.Combine(_files.Path, "pg_hba.conf");

    private protected override IEnumerable<string> AdditionalArguments =>
    [
        "-c", "ssl=on", "-c", "ssl_cert_file=" + Path.Combine(_files.Path, "tls.crt"), "-c", "ssl_key_file=" + Path.Combine(_files.Path, "tls.key"),
        "-c", "ssl_ca_file=" + Path.Combine(_files.Path, "ca.crt"), "-c", "hba_file=" + Access,
    ];

    /// <summary>Starts the server with a certificate, or replaces the certificate of the running server.</summary>
    internal async Task ServeAsync((string Certificate, string Key) issued)
    {
        TestAuthority.Write(_files.Path, issued);
        Authority.WritePem(_files.Path);
        await File.WriteAllLinesAsync(
            Access,
            ["hostssl client_certificates all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca", "hostnossl client_certificates all 127.0.0.1/32 reject", "host all all 127.0.0.1/32 scram-sha-256"],
            TestContext.Current.CancellationToken);
        await OrdinaryUser.OwnAsync(_files.Path, TestContext.Current.CancellationToken);
        await StartAsync();
        await QueryAsync("postgresql://127.0.0.1/postgres", "SELECT pg_reload_conf()");
    }

    private protected override void DisposeFiles()
    {
        _files.Dispose();
        Authority.Dispose();
    }
}
