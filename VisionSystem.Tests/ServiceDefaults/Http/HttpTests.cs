using System.Net;
using Microsoft.AspNetCore.Builder;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class HttpTests
{
    [Fact]
    public async Task The_metrics_port_serves_metrics_and_health_and_nothing_else()
    {
        var port = FreePort.Take();
        await using var service = await TestService.StartAsync(
            [("CV_METRICS_PORT", $"{port}")], map: app => app.MapGet("/v1/secret", () => "secret"));
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using var metrics = await scraper.GetAsync("/metrics", TestContext.Current.CancellationToken);
        using var health = await scraper.GetAsync("/health", TestContext.Current.CancellationToken);
        using var api = await scraper.GetAsync("/v1/secret", TestContext.Current.CancellationToken);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound),
            (metrics.StatusCode, health.StatusCode, api.StatusCode));
        Assert.Equal("application/problem+json", api.Content.Headers.ContentType?.MediaType);
        Assert.Equal("secret", await service.GetTextAsync("/v1/secret"));
        Assert.Contains("# TYPE", await service.GetTextAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_metrics_port_there_is_one_listener()
    {
        await using var service = await TestService.StartAsync();

        Assert.Single(service.App.Urls);
    }

    [Fact]
    public async Task A_metrics_port_joins_endpoints_given_by_configuration()
    {
        var (own, port) = (FreePort.Take(), FreePort.Take());
        await using var service = await TestService.StartAsync(
            [("Kestrel:Endpoints:Http:Url", $"http://127.0.0.1:{own}"), ("CV_METRICS_PORT", $"{port}")]);

        Assert.Equal(
            new[] { $"http://127.0.0.1:{own}", $"http://127.0.0.1:{port}" }.Order(StringComparer.Ordinal),
            service.App.Urls.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Only_allowed_origins_may_call_from_a_browser()
    {
        await using var service = await TestService.StartAsync(
            [("CV_ALLOWED_ORIGINS", "https://a.example, https://b.example/")], map: app => app.MapGet("/x", () => "x"));

        Assert.Equal("https://b.example", await AllowedOriginAsync(service, "https://b.example", "/x"));
        Assert.Null(await AllowedOriginAsync(service, "https://evil.example", "/x"));
        Assert.Equal("https://a.example", await AllowedOriginAsync(service, "https://a.example", "/not-there"));
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_read_what_they_need_of_a_response()
    {
        await using var service = await TestService.StartAsync([("CV_ALLOWED_ORIGINS", "https://a.example")], map: app => app.MapGet("/x", () => "x"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { { "Origin", "https://a.example" } } };

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Subset(
            Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")).Split(',').ToHashSet(),
            new HashSet<string> { "X-Request-Id", "X-Prediction-Id", "X-Cache", "Retry-After", "Location", "ETag", "Content-Disposition", "Content-Range", "Idempotency-Replayed" });
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/alive")]
    [InlineData("/metrics")]
    public async Task Probes_are_answered_by_HEAD_as_by_GET(string path)
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var get = await service.GetAsync(path);
        using var head = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType?.MediaType), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_allowed_origins_no_cross_origin_request_is_allowed()
    {
        await using var service = await TestService.StartAsync();

        Assert.Null(await AllowedOriginAsync(service, "https://a.example", "/health"));
    }

    [Fact]
    public async Task Responses_carry_a_request_id_and_no_server_name()
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/x", () => "x"));

        using var response = await service.GetAsync("/x");

        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(response.Headers.GetValues("X-Request-Id")));
        Assert.Empty(response.Headers.Server);
    }

    private static async Task<string?> AllowedOriginAsync(TestService service, string origin, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", origin);
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }
}
