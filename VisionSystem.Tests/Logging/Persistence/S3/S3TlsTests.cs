using System.Net;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.S3;

/// <summary>logging-service with an S3 server behind TLS.</summary>
public sealed class S3TlsTests(S3Server server) : IClassFixture<S3Server>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _root = new("Store Root");
    private readonly byte[] _image = Samples.Image(1);

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Stores_images_over_a_verified_connection()
    {
        await using var terminator = await TlsTerminator.StartAsync(server.Endpoint.Port, _root.Issue("localhost"));
        await using var service = Service(terminator, _root.WritePem(_folder.Path));
        using var client = service.CreateClient();

        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        Assert.Equal(_image, await client.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(_image), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("other.example", 365, true, "is for other.example")]
    [InlineData("localhost", -1, true, "has expired or is not valid yet")]
    [InlineData("localhost", 365, false, "was issued by CN=Store Root, which is not trusted: add the certificate of the authority to CV_TLS_CA_PATH")]
    public async Task Refuses_an_untrusted_server_and_reports_the_reason(string name, int days, bool isKnown, string reason)
    {
        using var other = new TestAuthority("Other Root");
        await using var terminator = await TlsTerminator.StartAsync(server.Endpoint.Port, _root.Issue(name, days));
        await using var service = Service(terminator, (isKnown ? _root : other).WritePem(_folder.Path));

        await ReportsAsync(service, $"at https://localhost:{terminator.Port}): the certificate of the server \\u0027localhost\\u0027 {reason}");
    }

    /// <summary>The platform verifies the server if no additional authority is configured.</summary>
    [Fact]
    public async Task Refuses_an_authority_that_the_system_does_not_trust()
    {
        await using var terminator = await TlsTerminator.StartAsync(server.Endpoint.Port, _root.Issue("localhost"));
        await using var service = Service(terminator, "");

        await ReportsAsync(service, "was issued by CN=Store Root, which is not trusted");
    }

    private static Task ReportsAsync(LoggingApplication service, string reason) => Until.TrueAsync($"the health report contains '{reason}'", async token =>
    {
        using var client = service.CreateClient();
        using var response = await client.GetAsync(new Uri("/ready", UriKind.Relative), token);
        return response.StatusCode == HttpStatusCode.ServiceUnavailable && (await response.Content.ReadAsStringAsync(token)).Contains(reason, StringComparison.Ordinal);
    });

    private LoggingApplication Service(TlsTerminator terminator, string authorities) => new(null, S3Server.SettingsOf(
        server.NewBucket() with { EndpointUrl = new Uri($"https://localhost:{terminator.Port}") }, ("CV_TLS_CA_PATH", authorities)));
}
