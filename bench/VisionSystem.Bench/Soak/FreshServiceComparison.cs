using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// Detects a slowdown with age: the aged and a freshly started service alternately receive the same mix at the same rate. A ratio of
/// latencies at the end to those at the beginning would also reflect the machine, whose speed changes within ten minutes.
/// </summary>
/// <param name="Aged">95th percentile of each round in milliseconds, of the aged service.</param>
/// <param name="Fresh">95th percentile of each round in milliseconds, of the fresh service.</param>
internal sealed record FreshServiceComparison(Samples Aged, Samples Fresh)
{
    private const int Rounds = 8;

    /// <summary>Number of warm-up windows for the fresh service, after which tiered compilation has finished.</summary>
    private const int WarmUp = 4;

    public Samples Ratio => Aged.RatioTo(Fresh);

    /// <summary>Measures the rounds, which alternately begin with either service.</summary>
    /// <param name="aged">The aged service.</param>
    /// <param name="start">Start parameters of the fresh service.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="window">Time under load per service and round.</param>
    /// <param name="cancellationToken">Stops immediately.</param>
    public static async Task<FreshServiceComparison> MeasureAsync(
        RunningServer aged, ServerStart start, double rate, TimeSpan window, CancellationToken cancellationToken)
    {
        using var fresh = await RunningServer.StartAsync(start, cancellationToken);
        await P95Async(fresh, WarmUp * window);
        var (old, young) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            Report.Progress($"comparison with a fresh service, round {round + 1} of {Rounds}");
            foreach (var server in round % 2 == 0 ? (RunningServer[])[aged, fresh] : [fresh, aged])
            {
                (server == aged ? old : young)[round] = await P95Async(server, window);
            }
        }

        return new FreshServiceComparison(new Samples(old), new Samples(young));

        async Task<double> P95Async(RunningServer server, TimeSpan length) =>
            (await OpenLoop.RunAsync(SoakMix.For(server), rate, length, SoakRecord.Patience, cancellationToken)).LatencySamples().Percentile(95);
    }

    public void AddTo(Report report)
    {
        var table = report.Table("After the soak, alternating with a fresh service", "service");
        table.Row("our service").With("p95, ms", Aged).With("ratio", Ratio);
        table.Row("just started").With("p95, ms", Fresh);
        report.Between("p95 over that of a service just started", Ratio.Median, SoakVerdict.MinP95, SoakVerdict.MaxP95);
    }
}
