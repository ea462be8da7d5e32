using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Inference.Caching;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Inference.Caching;

/// <summary>Tests replicas of inference that share results through a real Redis.</summary>
public sealed class SharedResultTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_serves_and_records_results_cached_by_another()
    {
        using var one = new InferenceApplication(("CV_REDIS_URL", server.Url), RedisServer.Patient);
        using var other = new InferenceApplication(("CV_REDIS_URL", server.Url), RedisServer.Patient);
        var (here, there) = (await SharingClientAsync(one), await SharingClientAsync(other));
        var (first, _) = await DetectAsync(here);
        await Until.TrueAsync("the result is in Redis", async _ => await server.CountKeysAsync() > 0, Patience);

        var (second, cache) = await DetectAsync(there);
        Assert.Equal("hit", cache);
        Assert.Equal(first.GetProperty("detections").GetRawText(), second.GetProperty("detections").GetRawText());
        Assert.NotEqual(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        Assert.Contains("place=\"redis\"", await there.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
        await Until.TrueAsync(
            "the hit is recorded",
            async token => (await there.ListAsync(token)).Any(prediction => prediction.Id == second.GetProperty("id").GetGuid()),
            Patience);
        Assert.Equal("miss", (await DetectAsync(there, "?confidence=0.6")).Cache);
    }

    [Fact]
    public async Task Images_are_detected_while_Redis_is_down()
    {
        using var service = new InferenceApplication(("CV_REDIS_URL", server.Url), RedisServer.Patient, ("CV_CACHE_MAX_MEMORY", "1"));
        var client = await SharingClientAsync(service);
        await DetectAsync(client, "?iou=0.3");
        await Until.TrueAsync("Redis responds", async _ => (await DetectAsync(client, "?iou=0.3")).Cache == "hit", Patience);

        await server.Process.KillAsync();
        Assert.Equal("miss", (await DetectAsync(client, "?iou=0.3")).Cache);
        Assert.Contains("cv_redis_failures_total{", await client.GetStringAsync("/metrics", Token), StringComparison.Ordinal);
        await server.Process.StartAsync();

        await Until.TrueAsync("Redis responds again", async _ => (await DetectAsync(client, "?iou=0.3")).Cache == "hit", Patience);
    }

    private static async Task<HttpClient> SharingClientAsync(InferenceApplication service)
    {
        var client = await service.ReadyClientAsync();
        await Until.TrueAsync(
            "Redis is used",
            async token => (await client.GetStringAsync("/health", token)).Contains("used at", StringComparison.Ordinal),
            Patience);
        return client;
    }

    private static async Task<(JsonElement Answer, string? Cache)> DetectAsync(HttpClient client, string query = "")
    {
        using var answer = await client.SendAsync(Sample, query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token), answer.Headers.GetValues(CacheHeaders.Name).Single());
    }
}
