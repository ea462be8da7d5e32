using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Overload;

/// <summary>
/// Behaviour under overload: an open loop at multiples of the service's capacity with its default queue.
/// </summary>
internal static class OverloadBenchmark
{
    /// <summary>Maximum useful latency; the default deadline of the service.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly double[] Factors = [0.5, 1, 2, 4];

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, rounds) = (arguments.WindowOr(15, 4), arguments.RepeatsOr(3, 1));
        var report = new Report("overload", "open loop at multiples of the service's capacity, default queue; latencies from the scheduled time", arguments);
        report.Setting("each share", string.Create(CultureInfo.InvariantCulture, $"{rounds} × {window.TotalSeconds:0.#} s"));
        report.Setting("deadline", $"{Deadline.TotalSeconds:0} s");
        foreach (var one in HttpCase.Of(arguments, new[] { HttpCase.Ordinary, HttpCase.Large }.Where(kind => arguments.Only.Count == 0 ? kind == HttpCase.Ordinary : arguments.Includes(kind))))
        {
            using var server = await RunningServer.StartAsync(VisionServer.Inference(one.Model, "overload"), cancellationToken);
            await ClosedLoop.RunAsync(server.Images(one.Images), 4 * Environment.ProcessorCount, window / 2, window / 4, cancellationToken);
            List<OverloadRound> taken = [];
            for (var round = 0; round < rounds; round++)
            {
                Report.Progress($"{one.Name}: round {round + 1} of {rounds}");
                taken.Add(await RoundAsync(server, one, window, cancellationToken));
            }

            Add(report, one, taken);
            report.NoteOthers(taken.SelectMany(round => round.Runs.Values).Select(run => run.Cpu));
        }

        return report.Publish();
    }

    private static async Task<OverloadRound> RoundAsync(RunningServer server, HttpCase one, TimeSpan window, CancellationToken cancellationToken)
    {
        var before = await CapacityAsync();
        var runs = new Dictionary<double, LoadRun>();
        foreach (var factor in Factors)
        {
            runs[factor] = await OpenLoop.RunAsync(server.Images(one.Images), factor * before, window, 2 * Deadline, cancellationToken);
        }

        // The mean of both capacities compensates for a change of the machine's speed during the round.
        return new OverloadRound((before + await CapacityAsync()) / 2, runs);

        // The largest number of clients that the default queue accepts without rejections.
        async Task<double> CapacityAsync() =>
            (await ClosedLoop.RunAsync(server.Images(one.Images), 4 * Environment.ProcessorCount, window / 4, window / 2, cancellationToken)).Throughput;
    }

    private static void Add(Report report, HttpCase one, List<OverloadRound> rounds)
    {
        report.Setting($"capacity with {one.Name}", new Samples(rounds.Select(round => round.Capacity)), "images/s");
        var table = report.Table(one.Name, "load");
        foreach (var factor in Factors)
        {
            var results = rounds.ConvertAll(round => round.At(factor, Deadline));
            var goodput = new Samples(results.Select(result => result.Goodput));
            var refusal = Median(results.SelectMany(result => result.Refused));
            var accepted = results.SelectMany(result => result.Accepted).ToArray();
            var slowest = accepted.Length > 0 ? new Samples(accepted).Percentile(99) : double.NaN;
            var lost = results.Sum(result => result.Lost);
            table.Row(string.Create(CultureInfo.InvariantCulture, $"{factor} × capacity"))
                .With("sent/s", results.Average(result => result.SentRate))
                .With("goodput over capacity", goodput)
                .With("accepted p50, ms", Median(accepted))
                .With("accepted p99, ms", slowest)
                .With("refused, %", 100.0 * results.Sum(result => result.Refused.Count) / results.Sum(result => result.Sent))
                .With("refusal p50, ms", refusal)
                .With("late", results.Sum(result => result.Late))
                .With("other errors", results.Sum(result => result.Errors))
                .With("lost", lost)
                .With(results.ConvertAll(result => result.Cpu));
            report.AtMost($"{one.Name}, {factor} ×: lost", lost, 0);
            if (factor > 1)
            {
                report.AtLeast($"{one.Name}, {factor} ×: goodput over capacity", goodput.Median, 0.95);
                if (double.IsFinite(refusal))
                {
                    report.AtMost($"{one.Name}, {factor} ×: median of refusals, ms", refusal, 50);
                }

                report.AtMost($"{one.Name}, {factor} ×: p99 of accepted, ms", slowest, Deadline.TotalMilliseconds);
            }
        }
    }

    private static double Median(IEnumerable<double> values) => values.ToArray() is { Length: > 0 } some ? new Samples(some).Median : double.NaN;
}
