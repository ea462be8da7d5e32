using System.Net;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Inference.Authentication;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Limits;

public sealed class RateLimitTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    [Fact]
    public async Task Refuses_more_images_than_a_tenant_may_send_and_says_when_to_come_again()
    {
        using var service = new InferenceApplication(("CV_RATE_LIMIT_PER_TENANT", "3"), ("CV_RATE_LIMIT_WINDOW", "2h"));
        var client = await service.ReadyClientAsync();

        var answers = await SendAsync(client, 5);
        var problem = await answers[^1].ProblemAsync();

        Assert.Equal([200, 200, 200, 429, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.Equal("too-many-requests", problem.Slug());
        Assert.InRange(answers[^1].Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(40));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Counts_every_image_of_a_batch()
    {
        using var service = new InferenceApplication(("CV_RATE_LIMIT_PER_TENANT", "4"), ("CV_RATE_LIMIT_WINDOW", "2h"));
        var client = await service.ReadyClientAsync();

        using var three = await client.PostContentAsync(BodyPosts.Files(Enumerable.Repeat(Sample, 3)), "?batch=true");
        using var tooMany = await client.PostContentAsync(BodyPosts.Files(Sample, Sample), "?batch=true");

        Assert.Equal(HttpStatusCode.OK, three.StatusCode);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests"), (tooMany.StatusCode, (await tooMany.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task Counts_each_key_on_its_own_and_all_into_their_tenant()
    {
        using var service = ClosedService.Start(("CV_RATE_LIMIT_PER_KEY", "2"), ("CV_RATE_LIMIT_PER_TENANT", "5"), ("CV_RATE_LIMIT_WINDOW", "2h"));
        using var administrator = await service.ReadyClientAsync();
        administrator.DefaultRequestHeaders.Add("X-API-Key", ClosedService.Administrator);
        using var client = service.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", await CreateKeyAsync(administrator));
        using var bearer = service.CreateClient();
        bearer.DefaultRequestHeaders.Add("Authorization", "Bearer " + await CreateKeyAsync(administrator));

        Assert.Equal([200, 200, 429], (await SendAsync(client, 3)).Select(answer => (int)answer.StatusCode));
        Assert.Equal([200, 200, 429], (await SendAsync(bearer, 3)).Select(answer => (int)answer.StatusCode));
        Assert.Equal([200, 429], (await SendAsync(administrator, 2)).Select(answer => (int)answer.StatusCode));
    }

    [Fact]
    public async Task Replicas_that_share_a_Redis_count_together()
    {
        (string, string)[] settings = [("CV_REDIS_URL", server.Url), RedisServer.Patient, ("CV_RATE_LIMIT_PER_TENANT", "4"), ("CV_RATE_LIMIT_WINDOW", "2h")];
        using var one = new InferenceApplication(settings);
        using var other = new InferenceApplication(settings);
        HttpClient[] clients = [await one.ReadyClientAsync(), await other.ReadyClientAsync()];
        foreach (var client in clients)
        {
            await Until.TrueAsync(
                "Redis is used", async token => (await client.GetStringAsync("/health", token)).Contains("used at", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        }

        var answers = await Task.WhenAll(clients.Select(client => SendAsync(client, 4)));

        Assert.Equal(4, answers.SelectMany(some => some).Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(4, answers.SelectMany(some => some).Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests));
    }

    private static async Task<string> CreateKeyAsync(HttpClient administrator)
    {
        using var response = await administrator.PostAsJsonAsync(
            new Uri("/v1/keys", UriKind.Relative), new ApiKeyRequest { Name = "test", Scopes = [Scope.Detect] }, WireJson.Default.ApiKeyRequest, TestContext.Current.CancellationToken);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, TestContext.Current.CancellationToken))!.Key;
    }

    private static async Task<IReadOnlyList<HttpResponseMessage>> SendAsync(HttpClient client, int count)
    {
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < count; i++)
        {
            answers.Add(await client.SendAsync(Sample, "?recording=off"));
        }

        return answers;
    }
}
