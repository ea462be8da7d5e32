using System.Net;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Streaming;

public sealed class SqliteStreamTests() : StreamTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresStreamTests(PostgresServer server) : StreamTests(server)
{
    private readonly PostgresServer _server = server;

    [Fact]
    public async Task Sends_predictions_stored_by_another_replica()
    {
        var address = await _server.CreateDatabaseAsync();
        await using var here = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address));
        await using var there = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address));
        using var client = here.CreateClient();
        using var writer = there.CreateClient();
        await using var stream = await EventStream.OpenAsync(client);
        var prediction = Samples.Of(Image);

        await writer.DeliverAsync(Delivery.Of([prediction], Image));

        Assert.Equal(prediction.Id, (await stream.NextAsync()).Prediction.Id);
    }

    [Fact]
    public async Task Misses_no_prediction_when_an_earlier_transaction_commits_later()
    {
        var address = await _server.CreateDatabaseAsync();
        await using var service = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image)], Image));
        await using var stream = await EventStream.OpenAsync(client);
        var early = Samples.Of(Image);
        await using var slow = await _server.OpenAsync(address);
        await using var transaction = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await PostgresServer.ExecuteAsync(slow, $"""
            INSERT INTO cv_tenant_default.image_processing SELECT ('{early.Id}'::text)::uuid, job_id, original_filename, file_path, file_size_bytes, file_hash, image_dimensions, image_format, color_mode, processing_type, confidence_score, processing_duration_ms, processing_model, model_version, tenant_id, created_by, created_at FROM cv_tenant_default.image_processing LIMIT 1;
            INSERT INTO cv_tenant_default.object_detections (id, image_id, detection_model, model_version, model_task, execution_provider, parameters, detected_objects, total_objects, detection_confidence, decode_time_ms, preprocessing_time_ms, queue_time_ms, inference_time_ms, postprocessing_time_ms, total_time_ms, image_resolution, tenant_id, created_by)
            SELECT '{early.Id}', '{early.Id}', detection_model, model_version, model_task, execution_provider, parameters, detected_objects, total_objects, detection_confidence, decode_time_ms, preprocessing_time_ms, queue_time_ms, inference_time_ms, postprocessing_time_ms, total_time_ms, image_resolution, tenant_id, created_by FROM cv_tenant_default.object_detections LIMIT 1;
            """);
        var late = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([late]));

        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([early.Id, late.Id], [(await stream.NextAsync()).Prediction.Id, (await stream.NextAsync()).Prediction.Id]);
    }
}

public abstract class StreamTests(PostgresServer? postgres) : StoreTests(postgres)
{
    protected byte[] Image { get; } = Samples.Image(1);

    [Fact]
    public async Task Sends_newly_stored_predictions_even_with_old_timestamps()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image)], Image));
        await using var stream = await EventStream.OpenAsync(client);
        var (first, second) = (Samples.Of(Image), Samples.Of(Image, createdAt: Samples.Noon.AddDays(-50)));

        await client.DeliverAsync(Delivery.Of([first]));
        Assert.Equivalent(first, (await stream.NextAsync()).Prediction, strict: true);
        await client.DeliverAsync(Delivery.Of([second]));
        Assert.Equal(second.Id, (await stream.NextAsync()).Prediction.Id);
    }

    [Fact]
    public async Task Sends_only_matching_predictions_of_the_tenant()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await using var stream = await EventStream.OpenAsync(client, "?class=person&min_confidence=0.5&metadata.camera=dock-3");
        var wanted = Seen("person", 0.9f);

        await client.DeliverAsync(Delivery.Of([Seen("person", 0.4f), Seen("cat", 0.9f), Seen("person", 0.9f) with { Tenant = "other" }, Seen("person", 0.9f) with { Metadata = null }], Image));
        await client.DeliverAsync(Delivery.Of([wanted]));

        Assert.Equal(wanted.Id, (await stream.NextAsync()).Prediction.Id);
    }

    [Fact]
    public async Task Resumes_after_the_last_event_of_the_client()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var predictions = Enumerable.Range(0, 250).Select(_ => Samples.Of(Image)).ToArray();
        string last;
        await using (var stream = await EventStream.OpenAsync(client))
        {
            await client.DeliverAsync(Delivery.Of(predictions[..10], Image));
            last = (await stream.NextAsync()).Id;
        }

        await client.DeliverAsync(Delivery.Of(predictions[10..]));

        await using var again = await EventStream.OpenAsync(client, lastEventId: last);
        var seen = new List<Guid>();
        while (seen.Count < predictions.Length - 1)
        {
            seen.Add((await again.NextAsync()).Prediction.Id);
        }

        Assert.Equal(predictions.Length - 1, seen.Distinct().Count());
        Assert.Single(predictions.Select(prediction => prediction.Id).Except(seen));
    }

    [Fact]
    public async Task Sends_heartbeats_while_idle()
    {
        await using var service = new LoggingApplication { Replacements = services => services.AddSingleton<TimeProvider>(new FastTime()) };
        using var client = service.CreateClient();
        await using var stream = await EventStream.OpenAsync(client);

        Assert.Equal(":", await stream.NextLineAsync(line => line.StartsWith(':')));
        Assert.Equal(":", await stream.NextLineAsync(line => line.StartsWith(':')));
    }

    [Fact]
    public async Task Ends_when_the_service_stops()
    {
        var service = await StartAsync();
        using var client = service.CreateClient();
        await using var stream = await EventStream.OpenAsync(client);

        await service.DisposeAsync();

        Assert.Null(await stream.NextLineAsync(_ => false));
    }

    [Theory]
    [InlineData("?class=", null, "class")]
    [InlineData("?limit=1", null, "limit")]
    [InlineData("", "x", "Last-Event-ID")]
    [InlineData("", "1-'; DROP TABLE object_detections--", "Last-Event-ID")]
    [InlineData("", "99999999999999999999-00000000-0000-0000-0000-000000000000", "Last-Event-ID")]
    public async Task Names_invalid_parameters_before_the_stream_starts(string query, string? lastEventId, string field)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var request = EventStream.Request(query, lastEventId);

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([field], (await answer.ProblemAsync()).ErrorFields());
    }

    private Prediction Seen(string name, float confidence) => Samples.Of(Image) with
    {
        Metadata = new Dictionary<string, string> { ["camera"] = "dock-3" },
        Detections = [new Detection(name, 0, confidence, new Box(0, 0, 1, 1))],
    };

    /// <summary>A clock in which one second takes ten milliseconds.</summary>
    private sealed class FastTime : TimeProvider
    {
        private const int Factor = 100;

        public override long TimestampFrequency => System.TimestampFrequency;

        public override long GetTimestamp() => System.GetTimestamp() * Factor;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Faster(dueTime), Faster(period));

        private static TimeSpan Faster(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Factor;
    }
}
