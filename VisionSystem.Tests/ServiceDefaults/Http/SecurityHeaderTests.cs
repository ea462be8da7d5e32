using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>The response headers that restrict browsers.</summary>
public sealed class SecurityHeaderTests
{
    private const string OfData = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    [Theory]
    [InlineData("/x")]
    [InlineData("/nowhere")]
    [InlineData("/broken")]
    [InlineData("/health")]
    public async Task Data_and_problems_load_nothing_and_are_not_embedded(string path)
    {
        await using var service = await TestService.StartAsync(map: Map);

        using var response = await service.GetAsync(path);

        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal([OfData], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(["same-origin"], response.Headers.GetValues("Referrer-Policy"));
        Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Resource-Policy"));
    }

    [Fact]
    public async Task A_page_of_another_origin_may_show_an_image()
    {
        await using var service = await TestService.StartAsync(map: Map);

        using var response = await service.GetAsync("/image");

        Assert.False(response.Headers.Contains("Cross-Origin-Resource-Policy"));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("Production", "https", true)]
    [InlineData("Production", "http", false)]
    [InlineData("Development", "https", false)]
    public async Task Strict_transport_is_demanded_over_HTTPS_outside_of_Development(string environment, string scheme, bool isDemanded)
    {
        await using var service = await TestService.StartAsync([("environment", environment), ("CV_ALLOWED_HOSTS", "vision.example.com")], map: Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { { "X-Forwarded-Proto", scheme } } };
        request.Headers.Host = "vision.example.com";

        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(isDemanded ? ["max-age=31536000"] : [], response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values : []);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/console.js", true)]
    [InlineData("/docs/index.html", false)]
    public async Task Pages_have_a_policy_without_inline_script(string path, bool isConsole)
    {
        await using var application = new InferenceApplication();
        using var client = application.CreateClient();

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal(isConsole, !policy.Contains("'unsafe-inline'", StringComparison.Ordinal));
        Assert.Equal(["same-origin"], response.Headers.GetValues("Cross-Origin-Opener-Policy"));
        Assert.StartsWith("camera=()", Assert.Single(response.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/x", () => "x");
        app.MapGet("/image", () => Results.Bytes([1], "image/jpeg"));
        app.MapGet("/broken", string () => throw new InvalidOperationException("broken"));
    }
}
