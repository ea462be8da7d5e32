using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Stats;

public sealed class SqliteStatsTests() : StatsTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresStatsTests(PostgresServer server) : StatsTests(server);

public abstract class StatsTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _image = Samples.Image(1);

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
        await client.DeliverAsync(Delivery.Of(all, _image));

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
        await client.DeliverAsync(Delivery.Of([Made(0, 10), Made(60 * 24 * 2, 20)], _image));
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

    [Theory]
    [InlineData("utc", "UTC")]
    [InlineData("Etc/UTC", "Etc/UTC")]
    [InlineData("Etc/GMT%2B5", "Etc/GMT+5")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    public async Task Reports_the_resolved_time_zone(string tz, string expected)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        Assert.Equal(expected, (await StatsAsync(client, "?tz=" + tz)).Tz);
        Assert.Equal("UTC", (await StatsAsync(client, "")).Tz);
    }

    /// <summary>One prediction every quarter of an hour, so that wrong interval boundaries change the counts.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-30", 23, "2026-03-29T00:00+01:00 2026-03-30T00:00+02:00")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-26", 25, "2026-10-25T00:00+02:00 2026-10-26T00:00+01:00")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-02", 25, "2026-11-01T00:00-04:00 2026-11-02T00:00-05:00")]
    [InlineData("Asia/Kolkata", "2026-06-01", "2026-06-02", 24, "2026-06-01T00:00+05:30 2026-06-02T00:00+05:30")]
    [InlineData("Asia/Kathmandu", "2026-06-01", "2026-06-02", 24, "2026-06-01T00:00+05:45 2026-06-02T00:00+05:45")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-05", 23, "2018-11-04T01:00-02:00 2018-11-05T00:00-02:00")]
    [InlineData("UTC", "2026-03-29", "2026-03-30", 24, "2026-03-29T00:00+00:00 2026-03-30T00:00+00:00")]
    public async Task Groups_days_and_hours_by_the_local_time_of_a_time_zone(string tz, string day, string next, int hours, string starts)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(tz);
        var edges = starts.Split(' ').Select(start => DateTimeOffset.Parse(start, null)).ToArray();
        Prediction[] all = [.. Enumerable.Range(-4, (hours + 2) * 4).Select(quarter => Samples.Of(_image, createdAt: edges[0].AddMinutes(quarter * 15).ToUniversalTime()))];
        await client.DeliverAsync(Delivery.Of(all, _image));

        var byHour = await StatsAsync(client, $"?tz={tz}&from={day}&to={next}&interval=hour");
        var byDay = await StatsAsync(client, $"?tz={tz}&from={day}&to={next}T12:00:00Z&interval=day");

        Assert.Equal((tz, hours * 4L), (byHour.Tz, byHour.Predictions));
        Assert.Equal((edges[0].ToUniversalTime(), edges[1].ToUniversalTime()), (byHour.From, byHour.To));
        Assert.Equal(Enumerable.Repeat(4L, hours), byHour.Series.Select(period => period.Predictions));
        Assert.All(byHour.Series, period => Assert.Equal((0, zone.GetUtcOffset(period.Start)), (period.Start.Minute, period.Start.Offset)));
        Assert.Equal(edges.Select(edge => (edge.DateTime, edge.Offset)), byDay.Series.Take(2).Select(period => (period.Start.DateTime, period.Start.Offset)));
        Assert.Equal([hours * 4L, 4L], byDay.Series.Take(2).Select(period => period.Predictions));
    }

    [Fact]
    public async Task Counts_the_failed_jobs_of_a_time_zones_day()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Made(0, 10)], _image));
        var id = 0;
        foreach (var at in new[] { "2026-03-28T22:59:59.0000000Z", "2026-03-28T23:00:00.0000000Z", "2026-03-29T21:59:59.9990000Z", "2026-03-29T22:00:00.0000000Z" })
        {
            await QueryAsync(service, $"""
                INSERT INTO processing_jobs (id, job_name, processing_type, content_type, status, input_file_path, tenant_id, created_by, created_at, updated_at)
                VALUES ('018e0000-0000-7000-8000-00000000001{id++}', 'n', 'detect', 'image/jpeg', 'FAILED', 'p', 'default', 'x', '{at}', '{at}')
                """);
        }

        var stats = await StatsAsync(client, "?tz=Europe/Berlin&from=2026-03-28&to=2026-03-31&interval=day");

        Assert.Equal([1L, 2L, 1L], stats.Series.Select(period => period.Errors));
        Assert.Equal([24.0, 23.0], stats.Series.Zip(stats.Series.Skip(1), (one, other) => (other.Start - one.Start).TotalHours));
    }

    [Fact]
    public async Task A_week_of_a_time_zone_is_a_week_by_the_hour_even_when_summer_time_ends_in_it()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        Assert.Equal(("hour", 169), await SeriesAsync("tz=Europe/Berlin&from=2026-10-19&to=2026-10-26"));
        Assert.Equal(("day", 8), await SeriesAsync("tz=Europe/Berlin&from=2026-10-19&to=2026-10-27"));
        Assert.Equal(("day", 366), await SeriesAsync("tz=Europe/Berlin&from=2023-09-30&to=2024-09-30"));
        // The zone skipped 30 December 2011 when it crossed the date line.
        Assert.Equal(("day", 3), await SeriesAsync("tz=Pacific/Apia&from=2011-12-28&to=2012-01-01&interval=day"));
        // Summer time shifts by half an hour: the hour in which it ends is followed by half an hour.
        Assert.Equal(("hour", 25), await SeriesAsync("tz=Australia/Lord_Howe&from=2026-04-05&to=2026-04-06"));

        async Task<(string, int)> SeriesAsync(string query)
        {
            var stats = await StatsAsync(client, "?" + query);
            return (stats.Interval, stats.Series.Count);
        }
    }

    [Theory]
    [InlineData("from=2026-03-14T12:00:00.123456789Z&to=2026-03-14t13:00:00z", 59)]
    [InlineData("from=2026-03-14&to=2026-03-15", 61)]
    [InlineData("from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z", null)]
    [InlineData("to=0001-01-01T00:00:00Z", 0)]
    [InlineData("to=9999-12-31T23:59:59.9999999Z", 0)]
    public async Task Accepts_times_with_other_offsets(string query, int? expected)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 61).Select(minute => Made(minute, 1))], _image));

        using var answer = await client.GetAsync("/v1/stats?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(expected is null ? 400 : 200, (int)answer.StatusCode);
        Assert.Equal(expected, expected is null ? null : (int)(await answer.Content.ReadFromJsonAsync(WireJson.Default.PredictionStats, TestContext.Current.CancellationToken))!.Predictions);
    }

    [Fact]
    public async Task Returns_zeros_without_data()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var owner = service.ClientOf("owner");
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image, "owner", DateTimeOffset.UnixEpoch.AddYears(56))], _image));

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
    [InlineData("tz=Mars/Olympus", "tz")]
    [InlineData("tz=", "tz")]
    [InlineData("tz=Europe", "tz")]
    [InlineData("tz=Europe/Berlin&tz=Europe/Paris", "tz")]
    [InlineData("tz=%2Fdev%2Fzero", "tz")]
    [InlineData("tz=Europe/../Europe/Berlin", "tz")]
    [InlineData("tz=posix/Europe/Berlin", "tz")]
    [InlineData("tz=W.%20Europe%20Standard%20Time", "tz")]
    [InlineData("tz=%2B01:00", "tz")]
    [InlineData("tz=Europe/Berlin%00", "tz")]
    [InlineData("tz=Europe/Berlin&from=2026-03-29&to=2026-03-29", "to")]
    [InlineData("to=9999-12-31&from=1000-01-01", "from")]
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
        var prediction = Samples.Of(_image, createdAt: Samples.Noon.AddMinutes(minute));
        return prediction with
        {
            TimingsMs = prediction.TimingsMs with { Total = milliseconds },
            Detections = [.. seen.Select(item => new Detection(item.Class, 0, item.Confidence, new Box(0, 0, 1, 1)))],
        };
    }

    private static async Task<PredictionStats> StatsAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync("/v1/stats" + query, WireJson.Default.PredictionStats, TestContext.Current.CancellationToken))!;
}
