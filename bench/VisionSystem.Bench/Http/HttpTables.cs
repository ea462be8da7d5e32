using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Http;

/// <summary>The result tables of a case.</summary>
internal static class HttpTables
{
    public static void Add(Report report, HttpCase measured, CaseRun run)
    {
        AddClosed(report.Table($"{measured.Name}: closed loop", "clients", "server"), run);
        AddCost(report.Table($"{measured.Name}: resource usage", "clients", "server"), run);
        if (run.Contestants.All(contestant => contestant.OpenRounds > 0))
        {
            AddOpen(report.Table($"{measured.Name}: open loop, latencies from the scheduled time", "rate", "server"), run);
        }

        report.NoteOthers(run.Contestants.SelectMany(contestant => contestant.Runs).Select(one => one.Cpu));
        if (run.Contestants.Count == 1)
        {
            return;
        }

        var ratios = report.Table($"{measured.Name}: ours over theirs", "peer");
        foreach (var peer in run.Contestants.Skip(1))
        {
            AddRatios(report, ratios, measured, run.Ours, peer);
        }
    }

    public static void AddConfigurations(Report report, HttpCase measured, IPeer peer, IReadOnlyList<ConfigurationResult> results)
    {
        var table = report.Table($"{measured.Name}: {peer.Name}'s configurations, each tried briefly", "arrangement");
        foreach (var result in results)
        {
            var chosen = string.Join(", ", new[] { result == results[0] ? "load" : "", result == results.MinBy(other => other.Alone) ? "one client" : "" }.Where(use => use.Length > 0));
            table.Row(result.Configuration.ToString()).With("photos/s", result.Throughput).With("alone, ms", result.Alone).With("chosen for", chosen);
        }
    }

    private static void AddClosed(ResultTable table, CaseRun run)
    {
        foreach (var concurrency in HttpPlan.Concurrencies)
        {
            foreach (var contestant in run.Contestants)
            {
                var runs = contestant.Closed(concurrency);
                var latencies = Latencies(runs);
                table.Row($"{concurrency}", contestant.Name)
                    .With("photos/s", contestant.Throughput(concurrency))
                    .With("p50, ms", contestant.MedianLatency(concurrency))
                    .With("p95, ms", latencies.Percentile(95))
                    .With("p99, ms", latencies.Percentile(99))
                    .With("photos", latencies.Count)
                    .With("failures", runs.Sum(one => one.Failures));
            }
        }
    }

    private static void AddCost(ResultTable table, CaseRun run)
    {
        foreach (var concurrency in HttpPlan.Concurrencies)
        {
            foreach (var contestant in run.Contestants)
            {
                var usage = contestant.Usage(concurrency);
                table.Row($"{concurrency}", contestant.Name)
                    .With("CPU, ms/photo", contestant.CpuPerImage(concurrency))
                    .With("peak memory, MB", usage.Peak)
                    .With("PSS, MB", usage.Proportional)
                    .With([.. contestant.Closed(concurrency).Select(one => one.Cpu)]);
            }
        }
    }

    private static void AddOpen(ResultTable table, CaseRun run)
    {
        foreach (var rate in CaseRun.Rates)
        {
            foreach (var contestant in run.Contestants)
            {
                var runs = contestant.Open(rate);
                var latencies = Latencies(runs);
                table.Row(rate, contestant.Name)
                    .With("photos/s", runs.Average(one => one.Exchanges.Count / one.Length.TotalSeconds))
                    .With("p50, ms", new Samples(runs.Select(one => one.LatencySamples().Median)))
                    .With("p95, ms", latencies.Percentile(95))
                    .With("p99, ms", latencies.Percentile(99))
                    .With("photos", latencies.Count)
                    .With("driver late p99, ms", new Samples(runs.SelectMany(one => one.Exchanges).Select(exchange => exchange.LateMilliseconds)).Percentile(99))
                    .With([.. runs.Select(one => one.Cpu)])
                    .With("failures", runs.Sum(one => one.Failures));
            }
        }
    }

    /// <summary>
    /// Adds the ratios to a peer, and the throughput ratio without the difference of the engines: the time of the peer's engine
    /// per image is replaced by the time of ours.
    /// </summary>
    private static void AddRatios(Report report, ResultTable table, HttpCase measured, Contestant ours, Contestant peer)
    {
        var throughput = ours.Saturation.RatioTo(peer.Saturation);
        var alone = ours.MedianLatency(1).RatioTo(peer.MedianLatency(1));
        var memory = HttpPlan.Concurrencies.Max(concurrency => ours.Usage(concurrency).Peak / peer.Usage(concurrency).Peak);
        var row = table.Row(peer.Name)
            .With("throughput", throughput)
            .With("p50, one client", alone)
            .With("CPU per photo", ours.CpuPerImage(ours.SaturationConcurrency).RatioTo(peer.CpuPerImage(peer.SaturationConcurrency)))
            .With("peak memory, at worst", memory);
        if (ours.Engine is { } engine && peer.Engine is { } other)
        {
            var withOurEngine = 1 / ((1 / peer.Saturation.Median) - (1 / other.Median) + (1 / engine.Median));
            row.With("engines alone", engine.RatioTo(other))
                .With("throughput, engines' difference taken out", ours.Saturation.Median / withOurEngine)
                .With("of its engine, ours", ours.Saturation.Median / engine.Median)
                .With("of its engine, theirs", peer.Saturation.Median / other.Median);
        }

        if (measured.MinRatio is { } least)
        {
            report.AtLeast($"{measured.Name}: throughput over {peer.Name}'s", throughput.Median, least);
        }

        report.AtMost($"{measured.Name}: p50 of one client over {peer.Name}'s", alone.Median, 1);
        if (peer.Name == "FastAPI")
        {
            report.AtMost($"{measured.Name}: peak memory over {peer.Name}'s", memory, 0.6);
        }
    }

    private static Samples Latencies(IEnumerable<LoadRun> runs) => new(runs.SelectMany(run => run.Latencies));
}
