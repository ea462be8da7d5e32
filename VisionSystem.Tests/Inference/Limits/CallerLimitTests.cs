using System.Globalization;
using System.Net;
using VisionSystem.Tests.Inference.Scheduling;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Limits;

/// <summary>Limits of tenants and keys, as the list of keys contains them.</summary>
public sealed class CallerLimitTests(LimitedService service) : IClassFixture<LimitedService>
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/predictions?limit=1")]
    public async Task Every_route_counts_requests_per_second(string path)
    {
        using var client = await service.ClientAsync("requests");
        using var other = await service.ClientAsync("dock");
        HttpResponseMessage? refused = null;
        await Until.TrueAsync("a request is refused", async token =>
        {
            var response = await client.GetAsync(new Uri(path, UriKind.Relative), token);
            Assert.Equal("\"tenant-requests-per-second\";q=1;w=1", Header(response, "RateLimit-Policy"));
            Assert.StartsWith("\"tenant-requests-per-second\";r=0;t=1", Header(response, "RateLimit"), StringComparison.Ordinal);
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : null;
            return refused is not null;
        });

        var problem = await refused!.ProblemAsync();
        Assert.Equal("too-many-requests", problem.Slug());
        Assert.Contains("1 requests per second for tenant requests", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("1", Header(refused!, "Retry-After"));
        using var ofOther = await other.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.OK, false), (ofOther.StatusCode, ofOther.Headers.Contains("RateLimit")));
    }

    [Fact]
    public async Task Images_of_a_day_are_counted_one_by_one_and_a_refused_request_uses_none()
    {
        using var client = await service.ClientAsync("daily");

        using var two = await client.PostContentAsync(BodyPosts.Files(Sample, Sample), "?batch=true&recording=off");
        using var tooMany = await client.PostContentAsync(BodyPosts.Files(Sample, Sample), "?batch=true&recording=off");
        using var last = await client.SendAsync(Sample, "?recording=off");
        using var refused = await client.SendAsync(Sample, "?recording=off");

        Assert.Equal([200, 429, 200, 429], new[] { two, tooMany, last, refused }.Select(response => (int)response.StatusCode));
        Assert.Equal("\"tenant-images-per-day\";q=3;qu=\"images\";w=86400", Header(two, "RateLimit-Policy"));
        Assert.StartsWith("\"tenant-images-per-day\";r=1;t=", Header(two, "RateLimit"), StringComparison.Ordinal);
        Assert.StartsWith("\"tenant-images-per-day\";r=0;t=", Header(refused, "RateLimit"), StringComparison.Ordinal);
        Assert.Contains("1 images remain today", (await tooMany.ProblemAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.InRange(int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture), 1, 86_400);
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);
        Assert.Contains("cv_limit_refusals_total{limit=\"images-per-day\"}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_without_a_limit_of_its_own_has_that_of_the_installation_and_zero_is_none()
    {
        using var client = await service.ClientAsync("dock");
        using var unlimited = await service.ClientAsync("unlimited");

        using var response = await client.SendAsync(Sample, "?recording=off");
        using var free = await unlimited.SendAsync(Sample, "?recording=off");

        Assert.Contains("\"tenant-images-per-day\";q=20;", Header(response, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, false), (free.StatusCode, free.Headers.Contains("RateLimit-Policy")));
    }

    [Fact]
    public async Task A_key_has_limits_of_its_own_besides_those_of_its_tenant()
    {
        using var one = await service.ClientAsync("keyed");
        using var other = await service.ClientAsync("keyed");
        List<HttpResponseMessage> responses = [];
        foreach (var client in (HttpClient[])[one, one, other, other])
        {
            responses.Add(await client.SendAsync(Sample, "?recording=off"));
        }

        var refused = Assert.Single(responses, response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Contains("for this API key", (await refused.ProblemAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"key-images-per-day\";q=1;", Header(refused, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.Contains(responses, response => Header(response, "RateLimit").Contains("\"tenant-images-per-day\";r=17;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_images_of_a_tenant_are_limited_and_each_result_frees_a_place()
    {
        using var client = await service.ClientAsync("concurrent");
        using var other = await service.ClientAsync("dock");
        using var engine = new HeldEngine(service.Hook);
        var running = client.SendAsync(Sample, "?recording=off");
        await Until.TrueAsync("the image runs", () => engine.Begun == 1);

        using var refused = await client.SendAsync(Sample, "?recording=off");
        var problem = await refused.ProblemAsync();
        var ofOther = other.SendAsync(Sample, "?recording=off");
        engine.Release();

        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests", "1"), (refused.StatusCode, problem.Slug(), Header(refused, "Retry-After")));
        Assert.Contains("\"tenant-concurrent-images\";q=1;qu=\"images\"", Header(refused, "RateLimit-Policy"), StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(running, ofOther), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        using var batch = await client.PostContentAsync(BodyPosts.Files(Sample, Sample, Sample), "?batch=true&recording=off");
        Assert.DoesNotContain("too-many-requests", await batch.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_whose_storage_is_full_may_detect_without_recording()
    {
        using var client = await service.ClientAsync("full");

        using var refused = await client.SendAsync(Sample);
        using var unrecorded = await client.SendAsync(Sample, "?recording=off");

        var problem = await refused.ProblemAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "tenant-full"), (refused.StatusCode, problem.Slug()));
        Assert.Contains("1000 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("recording=off", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, unrecorded.StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
