using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Inference.Caching;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Caching;

public sealed class ResultCacheTests
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    [Fact]
    public async Task A_repeated_image_is_served_from_the_cache_and_recorded()
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();
        var (first, firstCache) = await DetectAsync(client);
        var (second, secondCache) = await DetectAsync(client);

        Assert.Equal(("miss", "hit"), (firstCache, secondCache));
        Assert.NotEqual(first.GetProperty("id").GetGuid(), second.GetProperty("id").GetGuid());
        foreach (var part in (string[])["model", "image", "detections", "provider", "recorded"])
        {
            Assert.Equal(first.GetProperty(part).GetRawText(), second.GetProperty(part).GetRawText());
        }

        var timings = second.GetProperty("timings_ms");
        Assert.Equal([0, 0, 0, 0], ((string[])["decode", "preprocess", "inference", "postprocess"]).Select(phase => timings.GetProperty(phase).GetDouble()));
        Assert.InRange(timings.GetProperty("queue").GetDouble(), 1e-6, timings.GetProperty("total").GetDouble());

        await Until.TrueAsync(
            "both are kept",
            async token =>
            {
                var kept = (await client.ListAsync(token)).Select(prediction => prediction.Id).ToList();
                return kept.Contains(first.GetProperty("id").GetGuid()) && kept.Contains(second.GetProperty("id").GetGuid());
            },
            TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("?confidence=0.5")]
    [InlineData("?iou=0.9")]
    [InlineData("?max_detections=2")]
    [InlineData("?classes=0")]
    public async Task Other_parameters_miss_the_cache(string query)
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();
        await DetectAsync(client);
        Assert.Equal("miss", (await DetectAsync(client, query)).Cache);
        Assert.Equal("hit", (await DetectAsync(client, query)).Cache);
    }

    [Fact]
    public async Task A_changed_image_and_a_changed_model_miss_the_cache()
    {
        using var models = new ModelFolder();
        models.Put("mine.onnx", ModelFolder.Variant("one"));
        using var service = new RepositoryService(models.Path, "mine");
        await service.ReadyAsync();
        Assert.Equal("miss", (await DetectAsync(service.Client)).Cache);
        Assert.Equal("hit", (await DetectAsync(service.Client)).Cache);
        Assert.Equal("miss", (await DetectAsync(service.Client, image: TinyBmp.Noise(1))).Cache);

        models.Put("mine.onnx", ModelFolder.Variant("two"));
        await Until.TrueAsync("the new file serves", async _ => (await DetectAsync(service.Client)).Cache == "miss", TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("no-cache")]
    [InlineData("no-store")]
    public async Task A_client_can_bypass_the_cache(string control)
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();
        await DetectAsync(client);
        client.DefaultRequestHeaders.Add("Cache-Control", control);
        var (fresh, cache) = await DetectAsync(client);
        Assert.Null(cache);
        Assert.True(fresh.GetProperty("timings_ms").GetProperty("inference").GetDouble() > 0);
    }

    [Theory]
    [InlineData("CV_CACHE_TTL")]
    [InlineData("CV_CACHE_MAX_MEMORY")]
    public async Task Nothing_is_cached_when_the_cache_is_off(string setting)
    {
        using var service = new InferenceApplication((setting, "0"));
        var client = await service.ReadyClientAsync();
        await DetectAsync(client);
        Assert.Null((await DetectAsync(client)).Cache);
    }

    private static async Task<(JsonElement Answer, string? Cache)> DetectAsync(HttpClient client, string query = "", byte[]? image = null)
    {
        using var answer = await client.SendAsync(image ?? Sample, query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var cache = answer.Headers.TryGetValues(CacheHeaders.Name, out var values) ? Assert.Single(values) : null;
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken), cache);
    }
}
