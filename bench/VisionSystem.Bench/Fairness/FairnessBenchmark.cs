using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Fairness;

/// <summary>
/// The effect of a tenant's flood on the latency of another tenant: an open loop at a fraction of the service's capacity,
/// alternately alone and beside 64 clients of the other tenant that each keep one request in flight.
/// </summary>
internal static class FairnessBenchmark
{
    private const int FloodClients = 64;

    /// <summary>Load of the measured tenant, relative to the capacity: less than its share of one half.</summary>
    private const double Share = 0.1;

    private const double MaxRatio = 1.3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, rounds) = (arguments.WindowOr(15, 4), arguments.RepeatsOr(5, 1));
        var report = new Report("fairness", $"one tenant in an open loop, alternately alone and beside {FloodClients} clients of another tenant", arguments);
        report.Setting("each turn", string.Create(CultureInfo.InvariantCulture, $"{rounds} × {window.TotalSeconds:0.#} s"));
        report.Setting("load of the measured tenant", string.Create(CultureInfo.InvariantCulture, $"{Share} × capacity"));
        foreach (var one in HttpCase.Of(arguments, [HttpCase.Ordinary]))
        {
            foreach (var (kind, settings) in Floods().Where(flood => arguments.Includes(flood.Kind)))
            {
                await MeasureAsync(report, one, kind, settings, window, rounds, cancellationToken);
            }
        }

        return report.Publish();
    }

    /// <summary>The flood waits in a long queue, or most of it is refused by the default queue and sent again immediately.</summary>
    private static IEnumerable<(string Kind, IEnumerable<(string Setting, string Value)> Settings)> Floods() =>
        [("waiting", VisionServer.LongQueueFor(2 * FloodClients)), ("refused", [])];

    private static async Task MeasureAsync(
        Report report, HttpCase one, string kind, IEnumerable<(string Setting, string Value)> settings, TimeSpan window, int rounds, CancellationToken cancellationToken)
    {
        using var servers = await ClosedServers.StartAsync(one.Model, settings, cancellationToken);
        var (flood, measured) = (await TargetAsync(servers, "flood", one, cancellationToken), await TargetAsync(servers, "measured", one, cancellationToken));
        var capacity = (await ClosedLoop.RunAsync(flood, 4 * Environment.ProcessorCount, window / 2, window / 2, cancellationToken)).Throughput;
        List<LoadRun> alone = [], beside = [], floods = [];
        for (var round = 0; round < rounds; round++)
        {
            Report.Progress($"{one.Name}, {kind}: round {round + 1} of {rounds}");
            alone.Add(await OpenLoop.RunAsync(measured, Share * capacity, window, Patience, cancellationToken));
            var flooding = ClosedLoop.RunAsync(flood, FloodClients, Settling, window, cancellationToken);
            await Task.Delay(Settling, cancellationToken);
            beside.Add(await OpenLoop.RunAsync(measured, Share * capacity, window, Patience, cancellationToken));
            floods.Add(await flooding);
        }

        Add(report, $"{one.Name}, flood {kind}", capacity, alone, beside, floods);
    }

    private static async Task<Target> TargetAsync(ClosedServers servers, string tenant, HttpCase one, CancellationToken cancellationToken)
    {
        var key = await servers.CreateKeyAsync(tenant, cancellationToken);
        var server = servers.Inference;
        return server.Target([.. one.Images.Select(file => PreparedRequest.PostImage(tenant, server.Path, File.ReadAllBytes(file), key: key))]);
    }

    private static void Add(Report report, string name, double capacity, List<LoadRun> alone, List<LoadRun> beside, List<LoadRun> floods)
    {
        report.Setting($"capacity, {name}", string.Create(CultureInfo.InvariantCulture, $"{capacity:0.0} images/s"));
        var table = report.Table(name, "measured tenant");
        var (before, after) = (Percentiles(alone, 95), Percentiles(beside, 95));
        var ratio = after.RatioTo(before);
        table.Row("alone").With("p50, ms", Percentiles(alone, 50)).With("p95, ms", before).With("failed", alone.Sum(run => run.Failures)).With(alone.ConvertAll(run => run.Cpu));
        table.Row("beside the flood").With("p50, ms", Percentiles(beside, 50)).With("p95, ms", after).With("failed", beside.Sum(run => run.Failures)).With(beside.ConvertAll(run => run.Cpu))
            .With("p95 ratio", ratio)
            .With("flood, images/s", new Samples(floods.Select(run => run.Throughput)))
            .With("flood refused/s", new Samples(floods.Select(run => run.Failures / run.Length.TotalSeconds)));
        report.AtMost($"{name}: p95 beside the flood over p95 alone", ratio.Median, MaxRatio);
        report.AtMost($"{name}: failed requests of the measured tenant", beside.Sum(run => run.Failures), 0);
        report.NoteOthers(alone.Concat(beside).Select(run => run.Cpu));
    }

    private static Samples Percentiles(List<LoadRun> runs, double percent) => new(runs.Select(run => run.LatencySamples().Percentile(percent)));
}
