using System.Net.Http.Json;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Predictions.Stats;

public sealed class SqliteStatsTests() : StatsTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresStatsTests(PostgresServer server) : StatsTests(server);

public abstract class StatsTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _photo = Samples.Photo(1);

    [Fact]
    public async Task Adds_up_by_class_by_model_and_by_hour()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        Prediction[] all =
        [
            .. Enumerable.Range(1, 100).Select(i => Made(i, i, ("person", 0.9f), ("person", 0.8f), (i % 2 == 0 ? "even" : "odd", 0.5f))),
            Made(120, 1000) with { Model = new ModelReference("other", "2", "detect") },
            Made(-1, 1), Made(24 * 60, 1),
        ];
        await client.DeliverAsync(Delivery.Of(all, _photo));

        var stats = await StatsAsync(client, "?from=2026-03-14T12:00:00Z&to=2026-03-15T12:00:00Z");

        Assert.Equal((101, 300, 0, "hour"), (stats.Predictions, stats.Detections, stats.Errors, stats.Interval));
        Assert.Equal(
            [new ClassStats("person", 100, 200), new ClassStats("even", 50, 50), new ClassStats("odd", 50, 50)], stats.Classes);
        Assert.Equal([("markers", 100, 300), ("other", 1, 0)], stats.Models.Select(model => (model.Name, (int)model.Predictions, (int)model.Detections)));
        var latency = stats.Models[0].LatencyMs;
        Assert.Equal((50.5, 100), (latency.Mean, latency.Max));
        Assert.All(
            new[] { (50, latency.P50), (90, latency.P90), (95, latency.P95), (99, latency.P99) },
            percentile => Assert.InRange(percentile.Item2, percentile.Item1 * 0.99, percentile.Item1 * 1.0101));
        Assert.Equal(24, stats.Series.Count);
        Assert.Equal([(12, 59), (13, 41), (14, 1)], stats.Series.Where(period => period.Predictions > 0).Select(period => (period.Start.Hour, (int)period.Predictions)));
        Assert.Null(stats.Series[20].LatencyMs);
        Assert.Equal(1000, stats.Series[2].LatencyMs!.Max);
    }

    [Fact]
    public async Task Adds_up_by_day_and_counts_jobs_that_failed()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Made(0, 10), Made(60 * 24 * 2, 20)], _photo));
        var id = 0;
        foreach (var (status, at) in new[] { ("FAILED", "2026-03-14T23:59:59.0000000Z"), ("FAILED", "2026-03-16T00:00:00.0000000Z"), ("COMPLETED", "2026-03-14T12:00:00.0000000Z"), ("FAILED", "2026-03-17T00:00:00.0000000Z") })
        {
            await QueryAsync(service, $"""
                INSERT INTO processing_jobs (id, job_name, processing_type, content_type, status, input_file_path, tenant_id, created_by, created_at, updated_at)
                VALUES ('018e0000-0000-7000-8000-00000000000{id++}', 'n', 'detect', 'image/jpeg', '{status}', 'p', 'default', 'x', '{at}', '{at}')
                """);
        }

        var stats = await StatsAsync(client, "?from=2026-03-14T00:00:00Z&to=2026-03-17T00:00:00Z&interval=day");

        Assert.Equal((2, 2), (stats.Predictions, stats.Errors));
        Assert.Equal(
            [("2026-03-14", 1, 1), ("2026-03-15", 0, 0), ("2026-03-16", 1, 1)],
            stats.Series.Select(period => (period.Start.ToString("yyyy-MM-dd", null), (int)period.Predictions, (int)period.Errors)));
    }

    [Fact]
    public async Task Says_of_nothing_that_it_is_nothing()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var owner = service.ClientOf("owner");
        await client.DeliverAsync(Delivery.Of([Samples.Of(_photo, "owner", DateTimeOffset.UnixEpoch.AddYears(56))], _photo));

        var stats = await StatsAsync(client, "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z");

        Assert.Equal((0, 0, 0), (stats.Predictions, stats.Classes.Count, stats.Models.Count));
        Assert.Null(stats.LatencyMs);
        Assert.Equal(1, (await StatsAsync(owner, "?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z")).Predictions);
    }

    [Theory]
    [InlineData("from=x", "from")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    [InlineData("from=2999-01-02T00:00:00Z", "from")]
    [InlineData("from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("interval=week", "interval")]
    [InlineData("class=person&colour=red", "class", "colour")]
    public async Task Names_every_query_parameter_that_is_wrong(string query, params string[] fields)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/stats?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(fields, (await answer.ProblemAsync()).ErrorFields().Order());
    }

    private Prediction Made(int minute, double milliseconds, params (string Class, float Confidence)[] seen)
    {
        var prediction = Samples.Of(_photo, createdAt: Samples.Noon.AddMinutes(minute));
        return prediction with
        {
            TimingsMs = prediction.TimingsMs with { Total = milliseconds },
            Detections = [.. seen.Select(item => new DetectedObject(item.Class, 0, item.Confidence, new Box(0, 0, 1, 1)))],
        };
    }

    private static async Task<PredictionStats> StatsAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync("/v1/stats" + query, WireJson.Default.PredictionStats, TestContext.Current.CancellationToken))!;
}
