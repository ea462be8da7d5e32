using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Requests;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Idempotency;

/// <summary>Tests requests with an <c>Idempotency-Key</c>, with and without a Redis shared by replicas.</summary>
public sealed class IdempotencyKeyTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_requests_with_one_key_have_one_effect()
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync(client, "many")));
        using var later = await SendAsync(client, "many");

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Conflict]));
        Assert.All(answers.Where(answer => answer.StatusCode == HttpStatusCode.Conflict), answer => Assert.NotNull(answer.Headers.RetryAfter));
        var ids = await Task.WhenAll(answers.Append(later).Where(answer => answer.IsSuccessStatusCode).Select(IdAsync));
        Assert.Single(ids.Distinct());
        Assert.Equal(["true"], later.Headers.GetValues(IdempotencyHeader.Replayed));
        await Until.TrueAsync("one is kept", async token => (await client.ListAsync(token)).Select(kept => kept.Id).SequenceEqual([ids[0]]), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Another_replica_returns_the_recorded_response()
    {
        using var one = new InferenceApplication(("CV_REDIS_URL", server.Url), RedisServer.Patient);
        using var other = new InferenceApplication(("CV_REDIS_URL", server.Url), RedisServer.Patient);
        var (here, there) = (await one.ReadyClientAsync(), await other.ReadyClientAsync());
        foreach (var client in (HttpClient[])[here, there])
        {
            await Until.TrueAsync("Redis is used", async token => (await client.GetStringAsync("/health", token)).Contains("used at", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        }

        using var first = await SendAsync(here, "shared");
        using var second = await SendAsync(there, "shared");

        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
    }

    [Fact]
    public async Task Another_request_with_the_same_key_is_refused()
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();
        using var first = await SendAsync(client, "once");

        using var otherImage = await SendAsync(client, "once", TinyBmp.Noise(1));
        using var otherParameters = await SendAsync(client, "once", query: "?confidence=0.9");
        using var otherRoute = await SendAsync(client, "once", task: "segment");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherImage.StatusCode);
        Assert.Equal("idempotency-mismatch", (await otherImage.ProblemAsync()).Slug());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherParameters.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherRoute.StatusCode);
    }

    [Fact]
    public async Task A_failed_request_can_be_repeated_immediately()
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();

        using var failed = await SendAsync(client, "again", "no photo"u8.ToArray());
        using var mended = await SendAsync(client, "again");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, failed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, mended.StatusCode);
        Assert.False(mended.Headers.Contains(IdempotencyHeader.Replayed));
    }

    [Fact]
    public async Task A_repeated_image_response_has_the_id_of_its_prediction()
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();

        using var first = await SendAsync(client, "picture", query: "?format=image");
        using var second = await SendAsync(client, "picture", query: "?format=image");

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Token), await second.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("image/jpeg", second.Content.Headers.ContentType?.MediaType);
        Assert.Equal(first.Headers.GetValues(AnnotatedImage.IdHeader), second.Headers.GetValues(AnnotatedImage.IdHeader));
    }

    /// <summary>Only the body and its key decide, so the spool is checked after them and before decoding: undecodable bytes would be 415.</summary>
    [Fact]
    public async Task A_full_spool_refuses_a_new_key_before_decoding_and_a_stored_response_is_still_returned()
    {
        await using var service = new InferenceApplication(("Vision:Logging:Url", $"http://127.0.0.1:{FreePort.Take()}"), ("CV_SPOOL_MAX_SIZE", "1mb"));
        var client = await service.ReadyClientAsync();
        using var first = await SendAsync(client, "stored");
        await Until.TrueAsync(
            "the spool is full",
            async token => (await client.PostAsync("/v1/detect", new ByteArrayContent(Sample), token)).StatusCode == HttpStatusCode.ServiceUnavailable,
            TimeSpan.FromSeconds(60));

        using var stored = await SendAsync(client, "stored");
        using var refused = await SendAsync(client, "new", "no image"u8.ToArray());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, stored.StatusCode));
        Assert.Equal(["true"], stored.Headers.GetValues(IdempotencyHeader.Replayed));
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await stored.Content.ReadAsStringAsync(Token));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "spool-full"), (refused.StatusCode, (await refused.ProblemAsync()).Slug()));
    }

    [Theory]
    [InlineData("with blanks in it")]
    [InlineData("\"\"")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task Names_the_header_when_its_key_cannot_be_used(string key)
    {
        using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();

        using var answer = await SendAsync(client, key);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([IdempotencyHeader.Name], (await answer.ProblemAsync()).ErrorFields());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string key, byte[]? image = null, string query = "", string task = "detect")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{task}{query}") { Content = new ByteArrayContent(image ?? Sample) };
        request.Headers.TryAddWithoutValidation(IdempotencyHeader.Name, key);
        return await client.SendAsync(request, Token);
    }

    private static async Task<Guid> IdAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid();
}
