using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Scheduling;

public sealed class AdmissionTests
{
    private const int Running = 2;
    private const int Waiting = 5;
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    [Fact]
    public async Task A_queue_of_k_refuses_exactly_those_beyond_it()
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);

        var accepted = await FillAsync(service, client);
        for (var beyond = 0; beyond < 4; beyond++)
        {
            using var refused = await client.SendAsync(Sample);
            var problem = await refused.ProblemAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "queue-full"), (refused.StatusCode, problem.Slug()));
            Assert.DoesNotContain("timeout_ms", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), System.Globalization.CultureInfo.InvariantCulture), 1, 3600);
        }

        Assert.Equal((Running, Waiting), (service.Queue.Running, service.Queue.Waiting));
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains($"cv_queue_waiting{{model=\"demo\"}} {Waiting}", metrics, StringComparison.Ordinal);
        Assert.Contains("cv_queue_refused_total{model=\"demo\",reason=\"full\"}", metrics, StringComparison.Ordinal);

        engine.Release();
        Assert.All(await Task.WhenAll(accepted), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Until.TrueAsync("no place is taken", () => service.Queue.Admitted == 0);
    }

    [Fact]
    public async Task An_image_that_expires_in_the_queue_frees_its_place()
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        var running = await FillAsync(service, client, Running);

        using var late = await client.SendAsync(Sample, "?timeout_ms=50");
        var problem = await late.ProblemAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "deadline-unreachable"), (late.StatusCode, problem.Slug()));
        Assert.Contains("longer timeout_ms", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.True(late.Headers.Contains("Retry-After"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/detect", UriKind.Relative)) { Content = new ByteArrayContent(Sample), Headers = { { "X-Timeout-Ms", "50" } } };
        using var lateToo = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lateToo.StatusCode);
        Assert.Equal(0, service.Queue.Waiting);

        var next = client.SendAsync(Sample);
        await Until.TrueAsync("the next one waits", () => service.Queue.Waiting == 1);
        engine.Release();
        Assert.All(await Task.WhenAll([.. running, next]), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task An_image_that_would_miss_its_deadline_is_refused_immediately()
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        for (var image = 0; image < 200; image++)
        {
            service.Queue.ServiceTime.Add(TimeSpan.FromSeconds(8));
        }

        using var engine = new HeldEngine(service.Hook);
        var accepted = await FillAsync(service, client, Running + 1, "?timeout_ms=20000");
        using var refused = await client.SendAsync(Sample, "?timeout_ms=5000");
        var problem = await refused.ProblemAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "deadline-unreachable"), (refused.StatusCode, problem.Slug()));
        Assert.Contains("longer timeout_ms", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(Running + 1, service.Queue.Admitted);

        // No accepted timeout is long enough then, so the response advises none.
        for (var image = 0; image < 200; image++)
        {
            service.Queue.ServiceTime.Add(TimeSpan.FromHours(1));
        }

        using var hopeless = await client.SendAsync(Sample, "?timeout_ms=5000");
        var hopelessProblem = await hopeless.ProblemAsync();
        Assert.Equal("deadline-unreachable", hopelessProblem.Slug());
        Assert.DoesNotContain("timeout_ms", hopelessProblem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        engine.Release();
        await Task.WhenAll(accepted);
    }

    [Fact]
    public async Task A_batch_occupies_its_concurrency_in_places_and_has_one_deadline()
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        var batch = client.PostContentAsync(BodyPosts.Files(Enumerable.Repeat(Sample, 8)), "?batch=true");
        await Until.TrueAsync("the first photos run", () => service.Queue.Running == Running);
        var next = client.SendAsync(Sample);
        await Until.TrueAsync("the next request waits", () => service.Queue.Waiting == 1);
        Assert.Equal(Running + 1, service.Queue.Admitted);

        using var late = await client.PostContentAsync(BodyPosts.Files(Enumerable.Repeat(Sample, 3)), "?batch=true&timeout_ms=100");
        var results = (await late.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("results");
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.All(results.EnumerateArray(), result => Assert.Equal("deadline-unreachable", result.GetProperty("error").Slug()));

        engine.Release();
        using var whole = await batch;
        var answers = (await whole.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("results");
        Assert.Equal(8, answers.EnumerateArray().Count(result => result.TryGetProperty("id", out _)));
        using var other = await next;
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await Until.TrueAsync("no place is taken", () => service.Queue.Admitted == 0);
    }

    [Fact]
    public async Task Disconnected_clients_free_their_places()
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        using var engine = new HeldEngine(service.Hook);
        var running = await FillAsync(service, client, Running);

        for (var round = 0; round < 100; round++)
        {
            using var gone = Connect(client);
            await SendAsync(gone, $"POST /v1/detect HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Sample.Length}\r\n\r\n");
            await gone.SendAsync(round % 2 == 0 ? Sample : Sample.AsMemory(0, Sample.Length / 2), TestContext.Current.CancellationToken);
            if (round % 2 == 0)
            {
                await Until.TrueAsync("it waits", () => service.Queue.Waiting == 1);
            }

            gone.Close(0);
            await Until.TrueAsync("its place is free", () => service.Queue.Waiting == 0);
        }

        Assert.Equal(Running, service.Queue.Admitted);
        engine.Release();
        Assert.All(await Task.WhenAll(running), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("cv_queue_dropped_total{model=\"demo\",reason=\"cancelled\"}", metrics, StringComparison.Ordinal);
        Assert.Equal(Running, engine.Begun);
        using var after = await client.SendAsync(Sample);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("600001")]
    [InlineData("soon")]
    public async Task An_invalid_timeout_is_refused_by_name(string timeout)
    {
        using var service = Service();
        var client = await service.ReadyAsync();
        using var answer = await client.SendAsync(Sample, "?timeout_ms=" + timeout);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.ProblemAsync()).GetProperty("errors").TryGetProperty("timeout_ms", out _));
    }

    private static BatchedService Service() => new(("Vision:Execution:ConcurrentRuns", $"{Running}"), ("CV_QUEUE_LIMIT", $"{Waiting}"), ("CV_REQUEST_TIMEOUT_MS", "600000"));

    private static async Task<List<Task<HttpResponseMessage>>> FillAsync(BatchedService service, HttpClient client, int images = Running + Waiting, string query = "")
    {
        var accepted = new List<Task<HttpResponseMessage>>();
        for (var image = 0; image < images; image++)
        {
            accepted.Add(client.SendAsync(Sample, query));
        }

        await Until.TrueAsync("all are admitted and runs have begun", () => service.Queue.Admitted == images && service.Queue.Running == Math.Min(images, Running));
        return accepted;
    }

    private static Socket Connect(HttpClient client)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(client.BaseAddress!.Host, client.BaseAddress.Port);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
}
