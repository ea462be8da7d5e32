using System.Security.Authentication;
using VisionSystem.ServiceDefaults.Tls;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Tls;

/// <summary>The verification of a server's certificate, in real handshakes with a service.</summary>
public sealed class ServerVerifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _root = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Accepts_a_certificate_of_a_configured_authority()
    {
        await using var service = await ServeAsync(_root.Issue("localhost"));
        var verifier = new TrustedAuthorities(_root.WritePem(_folder.Path)).CreateVerifier();

        Assert.Null(await ConnectAsync(service, verifier));
        Assert.Null(verifier.Rejection);
    }

    [Theory]
    [InlineData("other.example", 365, "the certificate of the server 'localhost' is for other.example: connect by one of its names, or issue a certificate with the name 'localhost'")]
    [InlineData("localhost", -1, "the certificate of the server 'localhost' has expired or is not valid yet (CN=localhost is valid from ")]
    public async Task Rejects_a_wrong_name_and_an_expired_certificate_with_the_reason(string name, int days, string reason)
    {
        await using var service = await ServeAsync(_root.Issue(name, days));
        var verifier = new TrustedAuthorities(_root.WritePem(_folder.Path)).CreateVerifier();

        Assert.StartsWith(reason, await ConnectAsync(service, verifier), StringComparison.Ordinal);
        Assert.StartsWith(reason, verifier.Rejection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rejects_an_unknown_authority_with_the_reason(bool hasOther)
    {
        using var other = new TestAuthority("Other Root");
        await using var service = await ServeAsync(_root.Issue("localhost"));
        var verifier = new TrustedAuthorities(hasOther ? other.WritePem(_folder.Path) : null).CreateVerifier();

        Assert.Equal(
            "the certificate of the server 'localhost' was issued by CN=Test Root, which is not trusted: add the certificate of the authority to CV_TLS_CA_PATH",
            await ConnectAsync(service, verifier));
    }

    [Fact]
    public async Task Trusts_an_authority_that_is_added_to_the_file_of_a_running_service()
    {
        using var other = new TestAuthority("Other Root");
        var file = other.WritePem(_folder.Path);
        await using var server = await ServeAsync(_root.Issue("localhost"));
        await using var client = await TestService.StartAsync([("CV_TLS_CA_PATH", file)]);
        var verifier = ((TrustedAuthorities)client.App.Services.GetService(typeof(TrustedAuthorities))!).CreateVerifier();
        Assert.NotNull(await ConnectAsync(server, verifier));

        await File.AppendAllTextAsync(file, _root.Pem, Token);

        await Until.TrueAsync("the added authority is trusted", async _ => await ConnectAsync(server, verifier) is null);
    }

    private Task<TestService> ServeAsync((string Certificate, string Key) issued) =>
        TestService.StartAsync(TestAuthority.Write(Path.Combine(_folder.Path, "server"), issued).Settings);

    /// <summary>Sends a request over a new connection; returns the reason of a rejection, or null.</summary>
    private static async Task<string?> ConnectAsync(TestService service, ServerVerifier verifier)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = verifier.Verify;
        using var client = new HttpClient(handler);
        try
        {
            using var response = await client.GetAsync(new Uri($"https://localhost:{new Uri(service.App.Urls.First()).Port}/alive"), Token);
            return null;
        }
        catch (HttpRequestException exception)
        {
            Assert.IsType<AuthenticationException>(exception.InnerException);
            return ServerVerifier.ReasonOf(exception);
        }
    }
}
