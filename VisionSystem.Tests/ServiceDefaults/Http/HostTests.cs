using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>Tests the host names to which a service responds.</summary>
public sealed class HostTests
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8000")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.1.2.3")]
    [InlineData("[2001:db8::1]:8000")]
    [InlineData("yolo-inference.evil.example")]
    public async Task A_foreign_host_is_refused_with_what_to_set_and_probes_are_exempt(string host)
    {
        await using var service = await StartAsync(("CV_METRICS_ENABLED", "true"));

        using var api = await SendAsync(service, "/x", host);
        using var nowhere = await SendAsync(service, "/nowhere", host);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (api.StatusCode, nowhere.StatusCode));
        Assert.Single(api.Headers.GetValues("X-Request-Id"));
        var problem = await api.ProblemAsync();
        Assert.Equal("foreign-host", problem.Slug());
        Assert.Contains("CV_ALLOWED_HOSTS", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        foreach (var probe in new[] { "/health", "/ready", "/alive", "/metrics" })
        {
            using var answer = await SendAsync(service, probe, host);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1")]
    [InlineData("vision.localhost")]
    [InlineData("127.0.0.1:80")]
    [InlineData("127.0.0.2")]
    [InlineData("[::1]")]
    [InlineData("vision.example.com")]
    [InlineData("a.b.wild.example:8443")]
    [InlineData("192.0.2.7")]
    [InlineData("[2001:db8::7]")]
    [InlineData("yolo-service:8000")]
    [InlineData("yolo-service.vision-system.svc.cluster.local")]
    public async Task Loopback_configured_and_cluster_hosts_are_accepted(string host)
    {
        await using var service = await StartAsync(
            ("CV_ALLOWED_HOSTS", "vision.example.com, *.wild.example, 192.0.2.7, 2001:db8::7"),
            ("Vision:Http:ServiceNames", "yolo-service,*.vision-system.svc.cluster.local"));

        using var answer = await SendAsync(service, "/x", host);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Any_host_is_accepted_if_configured()
    {
        await using var service = await StartAsync(("CV_ALLOWED_HOSTS", "*"));

        using var answer = await SendAsync(service, "/x", "evil.example");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>
    /// A service that listens on all addresses, or on a network address, accepts that address as host without further settings.
    /// </summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData(null)]
    public async Task The_local_address_of_a_connection_is_an_allowed_host(string? listen)
    {
        var address = LocalNetwork.NetworkAddress();
        await using var service = await StartAsync(("urls", $"http://{listen ?? address.ToString()}:0"));
        var port = new Uri(service.App.Urls.First()).Port;
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}:{port}") };

        using var own = await client.GetAsync("/x", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Host = "192.0.2.9";
        using var other = await client.GetAsync("/x", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (own.StatusCode, other.StatusCode));
    }

    [Theory]
    [InlineData("CV_ALLOWED_HOSTS", "http://vision.example.com", "is not a comma-separated list of names like vision.example.com")]
    [InlineData("CV_ALLOWED_HOSTS", "vision.example.com:8000", "is not a comma-separated list of names like vision.example.com")]
    [InlineData("CV_TRUSTED_PROXIES", "proxy.example.com", "is not a comma-separated list of addresses like 10.0.0.5 or networks")]
    [InlineData("CV_TRUSTED_PROXIES", "10.0.0.0/33", "is not a comma-separated list of addresses like 10.0.0.5 or networks")]
    [InlineData("CV_PATH_PREFIX", "vision", "is not a path like /vision")]
    [InlineData("CV_PATH_PREFIX", "//evil.example", "is not a path like /vision")]
    [InlineData("CV_PATH_PREFIX", "/vision?x", "is not a path like /vision")]
    public async Task An_implausible_setting_prevents_the_start(string name, string value, string expected)
    {
        var failure = await Assert.ThrowsAsync<VisionSystem.ServiceDefaults.Configuration.ConfigurationException>(() => StartAsync((name, value)));

        Assert.Contains($"{name}: '{value}' {expected}", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Cross-origin pages cannot change data; same-origin pages can.</summary>
    [Theory]
    [InlineData("POST", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("PUT", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("PATCH", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("DELETE", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "null", HttpStatusCode.Forbidden)]
    [InlineData("POST", "http://localhost", HttpStatusCode.Forbidden)]
    [InlineData("GET", "https://evil.example", HttpStatusCode.OK)]
    [InlineData("POST", "https://a.example", HttpStatusCode.OK)]
    [InlineData("POST", "own", HttpStatusCode.OK)]
    [InlineData("POST", "own over TLS", HttpStatusCode.OK)]
    [InlineData("POST", null, HttpStatusCode.OK)]
    public async Task A_page_of_a_foreign_origin_changes_nothing(string method, string? origin, HttpStatusCode status)
    {
        var done = 0;
        await using var service = await TestService.StartAsync(
            [("CV_ALLOWED_ORIGINS", "https://a.example")],
            map: app => app.MapMethods("/x", ["GET", "POST", "PUT", "PATCH", "DELETE"], () => { done++; return "x"; }));
        var own = service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/x");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin switch { "own" => own, "own over TLS" => own.Replace("http:", "https:", StringComparison.Ordinal), _ => origin });
        }

        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((status, status == HttpStatusCode.OK ? 1 : 0), (answer.StatusCode, done));
        if (status == HttpStatusCode.Forbidden)
        {
            var problem = await answer.ProblemAsync();
            Assert.Equal("foreign-origin", problem.Slug());
            Assert.Contains("CV_ALLOWED_ORIGINS", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_allowed_origins_pages_of_the_service_itself_may_change_things()
    {
        await using var service = await TestService.StartAsync(map: app => app.MapPost("/x", () => "x"));
        using var own = new HttpRequestMessage(HttpMethod.Post, "/x") { Headers = { { "Origin", service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) } } };
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/x") { Headers = { { "Origin", "https://evil.example" } } };

        using var allowed = await service.Client.SendAsync(own, TestContext.Current.CancellationToken);
        using var refused = await service.Client.SendAsync(foreign, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (allowed.StatusCode, refused.StatusCode));
    }

    private static Task<TestService> StartAsync(params (string Name, string Value)[] settings) =>
        TestService.StartAsync(settings, map: app => app.MapGet("/x", () => "x"));

    private static async Task<HttpResponseMessage> SendAsync(TestService service, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

internal static class LocalNetwork
{
    /// <summary>An address of this machine in a network; skips the test if it has none.</summary>
    public static IPAddress NetworkAddress()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(address is null, "this machine is in no IPv4 network");
        return address!;
    }
}
