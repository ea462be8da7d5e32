using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// Whether a service has become slower with age: it and one that has just been started get the same mix at the same rate in
/// turn. Times at the end over times at the beginning tell as much about the machine, which changes within ten minutes.
/// </summary>
/// <param name="Aged">The 95th percentile of each round in milliseconds, of the service that has been at work.</param>
/// <param name="Fresh">The same of the one that has just been started.</param>
internal sealed record AgedBesideFresh(Samples Aged, Samples Fresh)
{
    private const int Rounds = 8;

    /// <summary>Windows that the fresh one gets beforehand, until the runtime has compiled what counts.</summary>
    private const int WarmUp = 4;

    public Samples Ratio => Aged.Over(Fresh);

    /// <summary>Takes the rounds; each begins with the other one.</summary>
    /// <param name="aged">The service that has been at work.</param>
    /// <param name="start">How the fresh one is started.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="window">How long each is loaded in a round.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    public static async Task<AgedBesideFresh> TakeAsync(
        RunningServer aged, ServerStart start, double rate, TimeSpan window, CancellationToken cancellationToken)
    {
        using var fresh = await RunningServer.StartAsync(start, cancellationToken);
        await P95Async(fresh, WarmUp * window);
        var (old, young) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            Report.Progress($"beside a fresh one, round {round + 1} of {Rounds}");
            foreach (var server in round % 2 == 0 ? (RunningServer[])[aged, fresh] : [fresh, aged])
            {
                (server == aged ? old : young)[round] = await P95Async(server, window);
            }
        }

        return new AgedBesideFresh(new Samples(old), new Samples(young));

        async Task<double> P95Async(RunningServer server, TimeSpan length) =>
            (await OpenLoop.RunAsync(SoakMix.For(server), rate, length, SoakRecord.Patience, cancellationToken)).LatencySamples().Percentile(95);
    }

    public void AddTo(Report report)
    {
        var table = report.Table("After the soak, beside a service just started, in turn", "service");
        table.Row("our service").With("p95, ms", Aged).With("ratio", Ratio);
        table.Row("just started").With("p95, ms", Fresh);
        report.Between("p95 over that of a service just started", Ratio.Median, SoakJudge.LeastP95, SoakJudge.MostP95);
    }
}
