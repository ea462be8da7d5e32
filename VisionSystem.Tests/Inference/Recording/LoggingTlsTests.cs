using System.Net;
using System.Text.Json;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Inference.Recording;

/// <summary>inference-service with a logging-service that serves HTTPS with the certificate of a private authority.</summary>
public sealed class LoggingTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _root = new();

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Delivers_and_reads_predictions_over_a_verified_connection()
    {
        await using var service = new InferenceApplication(Logging("127.0.0.1"), ("CV_TLS_CA_PATH", _root.WritePem(_folder.Path)));
        using var client = await service.ReadyClientAsync();
        var image = await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), TestContext.Current.CancellationToken);

        using var detected = await client.SendAsync(image);
        using var page = await client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (detected.StatusCode, page.StatusCode));
        using var json = JsonDocument.Parse(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, json.RootElement.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("other.example", true)]
    public async Task Sends_nothing_to_a_logging_service_that_is_not_trusted(string name, bool isKnown)
    {
        (string, string)[] settings = isKnown ? [("CV_TLS_CA_PATH", _root.WritePem(_folder.Path))] : [];
        await using var service = new InferenceApplication(Logging(name), [.. settings, ("Vision:Logging:ReadYourWrites", "00:00:01")]);
        using var client = await service.ReadyClientAsync();

        using var page = await client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Equal("logging-unavailable", (await page.ProblemAsync()).Slug());
        Assert.DoesNotContain(service.Logging.Lines.Messages, line => line.Contains("/v1/predictions", StringComparison.Ordinal));
    }

    private LoggingApplication Logging(string name) => new(null, TestAuthority.Write(Path.Combine(_folder.Path, "logging"), _root.Issue(name)).Settings);
}
