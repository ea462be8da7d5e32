using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using VisionSystem.Bench.Servers;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Tls;

/// <summary>A service with a certificate from files: real handshakes on a real server.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Serves_HTTPS_instead_of_HTTP_on_the_configured_address(string version)
    {
        await using var service = await TestService.StartAsync(Files(_root.Issue("localhost")).Settings, map: app => app.MapGet("/scheme", (Microsoft.AspNetCore.Http.HttpContext context) => context.Request.Scheme));
        using var client = new HttpClient(_root.Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(service, "/scheme")) { Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request, Token);

        Assert.Equal((Version.Parse(version), "https"), (response.Version, await response.Content.ReadAsStringAsync(Token)));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new UriBuilder(Address(service, "/scheme")) { Scheme = "http" }.Uri, Token));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Accepts_TLS_1_2_and_1_3(SslProtocols protocol)
    {
        await using var service = await TestService.StartAsync(Files(_root.Issue("localhost")).Settings);

        Assert.Equal(protocol, (await HandshakeAsync(service, protocol)).Protocol);
    }

    [Fact]
    public async Task Refuses_TLS_1_1()
    {
        await using var service = await TestService.StartAsync(Files(_root.Issue("localhost")).Settings);

        var (exitCode, output) = await TestTools.RunAsync(
            "openssl", "openssl (apt install openssl)", "s_client", "-connect", $"127.0.0.1:{Port(service)}", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("alert protocol version", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_the_complete_chain_of_the_file()
    {
        using var intermediate = new TestAuthority("Test Intermediate", _root);
        var (certificate, key) = intermediate.Issue("localhost");
        await using var complete = await TestService.StartAsync(Files((certificate + intermediate.Pem, key)).Settings);
        await using var single = await TestService.StartAsync(Files((certificate, key), "single").Settings);

        Assert.Equal("CN=localhost", (await HandshakeAsync(complete)).Subject);
        await Assert.ThrowsAsync<AuthenticationException>(() => HandshakeAsync(single));
    }

    /// <summary>Kubernetes replaces the files of a Secret by renaming the symbolic link <c>..data</c>.</summary>
    [Fact]
    public async Task Uses_a_new_certificate_of_a_swapped_volume_without_a_restart()
    {
        Volume("first", _root.Issue("localhost"));
        await SwapAsync("first");
        foreach (var file in new[] { "tls.crt", "tls.key" })
        {
            File.CreateSymbolicLink(Path.Combine(_folder.Path, file), Path.Combine("..data", file));
        }

        await using var service = await TestService.StartAsync(new CertificatePaths(Path.Combine(_folder.Path, "tls.crt"), Path.Combine(_folder.Path, "tls.key")).Settings);
        var before = await HandshakeAsync(service);

        Volume("second", _root.Issue("localhost"));
        await SwapAsync("second");

        await Until.TrueAsync("a new connection receives the new certificate", async _ => (await HandshakeAsync(service)).Thumbprint != before.Thumbprint);
        await Until.TrueAsync("the log reports it", () => service.Lines.Messages.Any(line => line.StartsWith("New connections use the certificate CN=localhost", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Keeps_the_previous_certificate_if_the_new_file_is_broken()
    {
        var files = Files(_root.Issue("localhost"));
        await using var service = await TestService.StartAsync(files.Settings);
        var before = await HandshakeAsync(service);

        var (certificate, key) = _root.Issue("localhost");
        await File.WriteAllTextAsync(files.Certificate, certificate[..(certificate.Length / 2)], Token);

        await Until.TrueAsync("the service warns", () => service.Lines.All.Any(line => line.StartsWith($"Warning: The changed certificate files are not used: the file {files.Certificate}", StringComparison.Ordinal)));
        Assert.Equal(before.Thumbprint, (await HandshakeAsync(service)).Thumbprint);
        Assert.Contains($"cv_tls_reload_failures_total{{file=\"{files.Certificate}\"}} 1", await MetricsAsync(service), StringComparison.Ordinal);

        // The complete certificate with the old key, as between the two writes of a copy.
        await File.WriteAllTextAsync(files.Certificate, certificate, Token);
        await Until.TrueAsync("the service warns of the key", () => service.Lines.All.Any(line => line.Contains($"the file {files.Key} contains no private key that belongs to", StringComparison.Ordinal)));
        Assert.Equal(before.Thumbprint, (await HandshakeAsync(service)).Thumbprint);

        await File.WriteAllTextAsync(files.Key, key, Token);
        await Until.TrueAsync("the corrected files are used", async _ => (await HandshakeAsync(service)).Thumbprint != before.Thumbprint);
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(-1, true)]
    [InlineData(15, false)]
    public async Task Warns_14_days_before_the_certificate_expires(int days, bool warns)
    {
        await using var service = await TestService.StartAsync(Files(_root.Issue("localhost", days)).Settings);

        var metric = await Until.FoundAsync("the expiry is measured", async _ =>
            (await MetricsAsync(service)).Split('\n').FirstOrDefault(line => line.StartsWith("cv_tls_certificate_expiry_seconds", StringComparison.Ordinal)));

        Assert.Equal(days, double.Parse(metric.Split(' ')[1], CultureInfo.InvariantCulture) / 86_400, 0.1);
        Assert.Equal(warns, service.Lines.All.Any(line => line.StartsWith("Warning: The certificate CN=localhost or an intermediate of it expires at", StringComparison.Ordinal)));
    }

    /// <summary>Scrapers of the metrics port need no certificate: it serves metrics and health alone.</summary>
    [Fact]
    public async Task The_metrics_port_remains_HTTP()
    {
        var port = FreePort.Take();
        await using var service = await TestService.StartAsync([.. Files(_root.Issue("localhost")).Settings, ("CV_METRICS_PORT", port.ToString(CultureInfo.InvariantCulture))]);
        using var client = new HttpClient(_root.Handler());

        Assert.Contains("cv_", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"), Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Address(service, "/alive"), Token)).StatusCode);
    }

    [Theory]
    [InlineData("missing", null, "CV_TLS_CERT_PATH: the file ")]
    [InlineData(null, "missing", "CV_TLS_KEY_PATH: the file ")]
    [InlineData("garbage", null, "contains no certificate in PEM format")]
    [InlineData(null, "garbage", "CV_TLS_KEY_PATH: the file ")]
    [InlineData(null, "other", "contains no private key that belongs to the certificate in ")]
    [InlineData(null, "encrypted", "contains an encrypted key: store the key without a passphrase")]
    [InlineData("", null, "CV_TLS_CERT_PATH, CV_TLS_KEY_PATH: set both to serve HTTPS, or neither to serve HTTP")]
    [InlineData(null, "", "CV_TLS_CERT_PATH, CV_TLS_KEY_PATH: set both to serve HTTPS, or neither to serve HTTP")]
    public async Task Does_not_start_with_an_unusable_certificate(string? certificate, string? key, string error)
    {
        var files = Files(_root.Issue("localhost"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "garbage"), "garbage", Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "other"), _root.Issue("localhost").Key, Token);
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "encrypted"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n", Token);
        string PathOf(string? name, string otherwise) => name is null ? otherwise : name.Length == 0 ? "" : Path.Combine(_folder.Path, name);

        await using var app = TestService.Build(new CertificatePaths(PathOf(certificate, files.Certificate), PathOf(key, files.Key)).Settings);

        var failure = Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints());
        Assert.Contains(error, Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("garbage", "contains no certificate in PEM format")]
    public async Task Does_not_start_with_unusable_authorities(string file, string error)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "garbage"), "garbage", Token);

        await using var app = TestService.Build([("CV_TLS_CA_PATH", Path.Combine(_folder.Path, file))]);

        Assert.Equal($"CV_TLS_CA_PATH: the file {Path.Combine(_folder.Path, file)} {error}", Assert.Single(Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors));
    }

    private static int Port(TestService service) => new Uri(service.App.Urls.First()).Port;

    private static Uri Address(TestService service, string path) => new($"https://localhost:{Port(service)}{path}");

    private CertificatePaths Files((string Certificate, string Key) issued, string folder = "files") => TestAuthority.Write(Path.Combine(_folder.Path, folder), issued);

    private void Volume(string name, (string Certificate, string Key) issued) => TestAuthority.Write(Path.Combine(_folder.Path, ".." + name), issued);

    private async Task SwapAsync(string name)
    {
        var (draft, data) = (Path.Combine(_folder.Path, "..data_tmp"), Path.Combine(_folder.Path, "..data"));
        File.CreateSymbolicLink(draft, ".." + name);
        var (exitCode, output) = await TestTools.RunAsync("mv", "coreutils", "-T", draft, data);
        Assert.True(exitCode == 0, output.ToString());
    }

    private async Task<(string Subject, string Thumbprint, SslProtocols Protocol)> HandshakeAsync(TestService service, SslProtocols protocols = SslProtocols.None)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port(service), Token);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols, CertificateChainPolicy = _root.Policy() }, Token);
        return (stream.RemoteCertificate!.Subject, stream.RemoteCertificate.GetCertHashString(), stream.SslProtocol);
    }

    /// <summary>The metrics of the service, read without verification, because the certificate may have expired.</summary>
    private static async Task<string> MetricsAsync(TestService service)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler);
        return await client.GetStringAsync(Address(service, "/metrics"), Token);
    }
}
