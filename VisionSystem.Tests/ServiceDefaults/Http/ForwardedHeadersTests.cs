using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>Tests the interpretation of forwarding headers and the trust in their senders.</summary>
public sealed class ForwardedHeadersTests
{
    private static readonly (string Name, string Value)[] Headers =
    [
        ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "vision.example.com"), ("X-Forwarded-Prefix", "/vision"),
    ];

    [Fact]
    public async Task A_proxy_on_this_machine_is_trusted()
    {
        await using var service = await StartAsync(("CV_ALLOWED_HOSTS", "vision.example.com"));

        Assert.Equal("https vision.example.com /vision 203.0.113.9", await SendAsync(service.Client, Headers));
    }

    [Fact]
    public async Task A_forwarded_host_that_is_not_allowed_is_ignored()
    {
        await using var service = await StartAsync();

        Assert.Equal($"https {service.Client.BaseAddress!.Authority} /vision 203.0.113.9", await SendAsync(service.Client, Headers));
    }

    [Fact]
    public async Task A_remote_sender_is_trusted_only_if_configured()
    {
        var address = LocalNetwork.NetworkAddress();
        await using var service = await StartAsync(("urls", $"http://{address}:0"), ("CV_ALLOWED_HOSTS", "vision.example.com"));
        await using var trusting = await StartAsync(("urls", $"http://{address}:0"), ("CV_ALLOWED_HOSTS", "vision.example.com"), ("CV_TRUSTED_PROXIES", $"192.0.2.0/24, {address}"));
        await using var open = await StartAsync(("urls", $"http://{address}:0"), ("CV_ALLOWED_HOSTS", "vision.example.com"), ("ForwardedHeaders_Enabled", "true"));

        Assert.Equal($"http {service.Client.BaseAddress!.Authority}  {address}", await SendAsync(service.Client, Headers));
        Assert.Equal("https vision.example.com /vision 203.0.113.9", await SendAsync(trusting.Client, Headers));
        Assert.Equal("https vision.example.com /vision 203.0.113.9", await SendAsync(open.Client, Headers));
    }

    /// <summary>The nearest address that is not a known proxy is the client; earlier entries are untrusted.</summary>
    [Fact]
    public async Task A_chain_of_proxies_is_followed_through_the_configured_ones()
    {
        await using var service = await StartAsync(("CV_TRUSTED_PROXIES", "10.0.0.0/8"));

        Assert.EndsWith(" 203.0.113.9", await SendAsync(service.Client, ("X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.0.0.5")), StringComparison.Ordinal);
    }

    /// <summary>A page whose DNS name was rebound to this machine can send any header except another Host.</summary>
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_foreign_host_is_refused_despite_a_forwarded_allowed_host(string anySender)
    {
        await using var service = await StartAsync(("ForwardedHeaders_Enabled", anySender));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { Host = "evil.example" } };
        request.Headers.Add("X-Forwarded-Host", "localhost");
        request.Headers.Add("X-Original-Host", "localhost");

        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("/vision/x", "/vision")]
    [InlineData("/x", "")]
    public async Task A_prefix_that_the_proxy_keeps_is_removed(string path, string prefix)
    {
        await using var service = await StartAsync(("CV_PATH_PREFIX", "/vision/"));

        Assert.Equal(prefix, (await service.GetTextAsync(path)).Split(' ')[2]);
        using var probe = await service.GetAsync("/vision/ready");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    private static Task<TestService> StartAsync(params (string Name, string Value)[] settings) => TestService.StartAsync(
        settings,
        map: app => app.MapGet("/x", (HttpContext context) => $"{context.Request.Scheme} {context.Request.Host} {context.Request.PathBase} {context.Connection.RemoteIpAddress}"));

    private static async Task<string> SendAsync(HttpClient client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
