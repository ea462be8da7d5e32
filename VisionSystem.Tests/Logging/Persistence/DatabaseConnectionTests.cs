using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts;
using VisionSystem.Inference.Recording;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence;

/// <summary>
/// The database is stopped, disconnected, slow or silent: predictions are neither lost nor stored twice, and the service
/// recovers.
/// </summary>
[Collection(SharedPostgres.Name)]
public sealed class DatabaseConnectionTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] _image = Samples.Image(1);
    private TcpProxy _line = null!;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync();
        _line = new TcpProxy(server.Port);
        _address = await server.CreateDatabaseAsync(_line.Port) + "?Command%20Timeout=2";
    }

    public ValueTask DisposeAsync() => _line?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Starts_without_the_database_is_not_ready_and_recovers_by_itself()
    {
        _line.Refuses = true;
        await using var service = Service();
        using var client = service.CreateClient();
        using var delivery = Delivery.Of([Samples.Of(_image)], _image).ToContent();

        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        using var alive = await client.GetAsync("/alive", TestContext.Current.CancellationToken);
        using var list = await client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);
        using var refused = await client.PostAsync(PredictionBatch.Path, delivery, TestContext.Current.CancellationToken);
        Assert.Equal(
            [HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable],
            [ready.StatusCode, alive.StatusCode, list.StatusCode, refused.StatusCode]);
        Assert.Equal("unavailable", (await refused.ProblemAsync()).Slug());
        Assert.NotNull(refused.Headers.RetryAfter);

        _line.Refuses = false;
        await Until.AnswersAsync(client, "/ready", HttpStatusCode.OK);
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        Assert.Single((await client.PageAsync()).Items);
    }

    [Fact]
    public async Task A_batch_cut_midway_is_repeated_by_the_spool_and_stored_once()
    {
        await using var service = Service();
        using var client = service.CreateClient();
        using var folder = new TemporaryFolder();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        var options = new RecordingOptions { Path = folder.Path };
        await using var spool = new PredictionSpool(options, NullLogger<PredictionSpool>.Instance);
        var predictions = Enumerable.Range(0, 200).Select(_ => Samples.Of(_image)).ToArray();
        foreach (var prediction in predictions)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction);
            await spool.AddAsync(new SpoolEntry(prediction.Id.ToString(), null, prediction.Image.Sha256, json, _image));
        }

        // In the middle of the rows; the second attempt over a new connection is refused.
        _line.CutAfter(30_000);
        _line.Refuses = true;
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(client, spool), options, TimeProvider.System, NullLogger<SpoolSender>.Instance);
        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("a delivery failed", () => service.Lines.Messages.Any(line => line.StartsWith("unavailable 503", StringComparison.Ordinal)), Patience);
        Assert.Equal(predictions.Length, spool.Count);
        _line.Refuses = false;

        await Until.TrueAsync("the spool is empty", () => spool.Count == 0, Patience);
        await sender.StopAsync(TestContext.Current.CancellationToken);
        var stored = (await client.PageAsync("?limit=500")).Items.Select(item => item.Id).ToArray();
        Assert.Equal(predictions.Length + 1, stored.Length);
        Assert.Empty(predictions.Select(prediction => prediction.Id).Except(stored));
    }

    [Fact]
    public async Task A_cut_connection_does_not_affect_the_next_request()
    {
        await using var service = Service();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        for (var i = 0; i < 3; i++)
        {
            _line.Cut();
            await client.DeliverAsync(Delivery.Of([Samples.Of(_image)]));
            _line.Cut();
            Assert.Equal(i + 2, (await client.PageAsync()).Items.Count);
        }
    }

    [Fact]
    public async Task A_silent_connection_gives_503_within_the_time_limit_and_blocks_nothing_afterwards()
    {
        await using var service = Service();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        _line.Stall();
        using var silent = await client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (silent.StatusCode, ready.StatusCode));

        _line.Resume();
        await Until.AnswersAsync(client, "/ready", HttpStatusCode.OK);
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)]));
        Assert.Equal(2, (await client.PageAsync()).Items.Count);
    }

    [Fact]
    public async Task A_request_without_a_free_connection_is_refused_with_a_retry()
    {
        await using var service = Service(("Vision:Store:Pool:Size", "1"), ("Vision:Store:Pool:TimeoutSeconds", "1"));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));

        _line.Stall();
        var holding = client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);
        using var waiting = await client.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);
        _line.Resume();
        using var held = await holding;

        Assert.Contains(HttpStatusCode.ServiceUnavailable, new[] { waiting.StatusCode, held.StatusCode });
        Assert.Contains(service.Lines.Messages, line => line.Contains("CV_DATABASE_POOL_SIZE", StringComparison.Ordinal));
        await Until.AnswersAsync(client, "/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_slow_connection_only_delays_requests()
    {
        _line.Delay = TimeSpan.FromMilliseconds(50);
        await using var service = Service();
        using var client = service.CreateClient();

        await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 50).Select(_ => Samples.Of(_image))], _image));

        Assert.Equal(50, (await client.PageAsync()).Items.Count);
    }

    private LoggingApplication Service(params (string Key, string Value)[] settings) => new(null, [("Vision:Store:DatabaseUrl", _address), .. settings]);
}
