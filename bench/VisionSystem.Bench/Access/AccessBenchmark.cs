using System.Globalization;
using System.Net.Http.Headers;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;
using VisionSystem.Contracts;

namespace VisionSystem.Bench.Access;

/// <summary>
/// The cost of authentication: a detection from the result cache with an API key, compared with the same service under
/// <c>CV_AUTH=off</c>, and good requests beside a flood of invented keys.
/// </summary>
internal static class AccessBenchmark
{
    private const string ServiceKey = "benchmark-service-key-0123456789-abcdefghij";
    private const string AdministratorKey = "benchmark-administrator-key-0123456789";
    private const double FloodRate = 10_000;
    private const double GoodRate = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, rounds) = (arguments.WindowOr(5, 2), arguments.RepeatsOr(7, 2));
        var report = new Report("access", "a detection from the result cache with an API key, compared with CV_AUTH=off and beside invented keys", arguments);
        report.Setting("each turn", string.Create(CultureInfo.InvariantCulture, $"{rounds} × {window.TotalSeconds:0.#} s"));
        var model = BenchFiles.Models(["yolov8n-uint8"]).Single();
        (string, string) cache = ("CV_CACHE_TTL", "3600"), identity = ("CV_SERVICE_KEY", ServiceKey);
        using var logging = await RunningServer.StartAsync(VisionServer.Logging("access-logging", identity, ("CV_AUTH", "on")), cancellationToken);
        (string, string) store = ("CV_LOGGING_URL", $"http://{logging.EndPoint}");
        using var open = await RunningServer.StartAsync(VisionServer.Inference(model, "access-open", cache, store), cancellationToken);
        using var closed = await RunningServer.StartAsync(
            VisionServer.Inference(model, "access-closed", cache, store, identity, ("CV_AUTH", "on"), ("CV_ADMIN_API_KEY", AdministratorKey)), cancellationToken);
        var key = await CreateKeyAsync(closed, cancellationToken);
        var image = File.ReadAllBytes(BenchFiles.OrdinaryImages[0]);
        var (free, keyed) = (
            open.Target([PreparedRequest.Post("good", open.Path, image)]),
            closed.Target([PreparedRequest.Post("good", closed.Path, image, key: key)]));
        if (arguments.Includes("cost"))
        {
            await CostAsync(report, free, keyed, window, rounds, cancellationToken);
        }

        if (arguments.Includes("flood"))
        {
            await FloodAsync(report, closed, keyed, window, rounds, cancellationToken);
        }

        return report.Publish();
    }

    private static async Task CostAsync(Report report, Target free, Target keyed, TimeSpan window, int rounds, CancellationToken cancellationToken)
    {
        List<LoadRun> without = [], with = [];
        await MeasureAsync(free);
        await MeasureAsync(keyed);
        for (var round = 0; round < rounds; round++)
        {
            Report.Progress($"cost: round {round + 1} of {rounds}");
            without.Add(await MeasureAsync(free));
            with.Add(await MeasureAsync(keyed));
        }

        var (off, on) = (Percentiles(without, 50), Percentiles(with, 50));
        var added = new Samples(on.Values.Zip(off.Values, (one, two) => 1000 * (one - two)));
        var table = report.Table("one client, detections from the result cache", "authentication");
        table.Row("CV_AUTH=off").With("p50, ms", off).With(without.ConvertAll(run => run.Cpu));
        table.Row("API key").With("p50, ms", on).With("added, µs", added).With(with.ConvertAll(run => run.Cpu));
        report.NoteOthers(without.Concat(with).Select(run => run.Cpu));
        report.AtMost("p50 added by an API key, µs", added.Median, 50);
        report.AtMost("failed requests", without.Concat(with).Sum(run => run.Failures), 0);

        Task<LoadRun> MeasureAsync(Target target) => ClosedLoop.RunAsync(target, 1, window / 4, window, cancellationToken);
    }

    private static async Task FloodAsync(Report report, RunningServer closed, Target keyed, TimeSpan window, int rounds, CancellationToken cancellationToken)
    {
        List<LoadRun> alone = [], beside = [];
        List<double> rates = [];
        await OpenLoop.RunAsync(keyed, GoodRate, window, Patience, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            Report.Progress($"flood: round {round + 1} of {rounds}");

            // Requests of the previous flood that the service had received are still being rejected.
            await Task.Delay(Settling, cancellationToken);
            alone.Add(await OpenLoop.RunAsync(keyed, GoodRate, window, Patience, cancellationToken));
            await using var flood = await KeyFlood.StartAsync(closed.EndPoint, FloodRate, cancellationToken);
            var before = flood.Rejected;
            var run = await OpenLoop.RunAsync(keyed, GoodRate, window, Patience, cancellationToken);
            rates.Add((flood.Rejected - before) / run.Length.TotalSeconds);
            beside.Add(run);
        }

        var (quiet, flooded) = (Percentiles(alone, 95), Percentiles(beside, 95));
        var table = report.Table($"{GoodRate:0} good requests per second, from the result cache", "beside them");
        table.Row("nothing").With("p95, ms", quiet).With("p50, ms", Percentiles(alone, 50)).With(alone.ConvertAll(run => run.Cpu));
        table.Row("invented keys").With("p95, ms", flooded).With("p50, ms", Percentiles(beside, 50)).With("ratio", flooded.RatioTo(quiet))
            .With("rejected/s", new Samples(rates)).With(beside.ConvertAll(run => run.Cpu));
        report.NoteOthers(alone.Concat(beside).Select(run => run.Cpu));
        report.AtLeast("invented keys rejected per second", new Samples(rates).Median, 0.95 * FloodRate);
        report.AtMost("p95 of good requests beside invented keys over alone", flooded.RatioTo(quiet).Median, 1.1);
        report.AtMost("failed good requests", alone.Concat(beside).Sum(run => run.Failures), 0);
    }

    private static Samples Percentiles(List<LoadRun> runs, double percent) => new(runs.Select(run => run.LatencySamples().Percentile(percent)));

    private static async Task<string> CreateKeyAsync(RunningServer server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.EndPoint}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        using var response = await http.PostAsJsonAsync(
            new Uri("/v1/keys", UriKind.Relative), new ApiKeyRequest { Name = "benchmark", Scopes = [Scope.Detect] }, WireJson.Default.ApiKeyRequest, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, cancellationToken))!.Key;
    }
}
