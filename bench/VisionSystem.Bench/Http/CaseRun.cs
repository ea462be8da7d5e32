using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Http;

/// <summary>
/// Measures one case. All servers run, and the load rotates over them; each round begins with a different one.
/// </summary>
internal sealed class CaseRun(HttpCase measured, HttpPlan plan, Report report) : IDisposable
{
    private const string SameRate = "80 % of the slowest";
    private const string OwnRate = "80 % of its own";

    private readonly List<Contestant> _contestants = [];

    /// <summary>Names of the open-loop rates.</summary>
    public static IReadOnlyList<string> Rates { get; } = [SameRate, OwnRate];

    public IReadOnlyList<Contestant> Contestants => _contestants;

    public Contestant Ours => _contestants[0];

    public async Task RunAsync(IEnumerable<IPeer> peers, CancellationToken cancellationToken)
    {
        Report.Progress(measured.Name);
        var patient = VisionServer.LongQueueFor(2 * HttpPlan.Concurrencies[^1]);
        _contestants.Add(new Contestant(VisionServer.Name, null, await RunningServer.StartAsync(VisionServer.Inference(measured.Model, more: patient), cancellationToken)));
        foreach (var peer in peers)
        {
            await AddAsync(peer, cancellationToken);
        }

        await WarmUpAsync(cancellationToken);
        await InTurnAsync("closed", plan.Rounds, ClosedAsync, cancellationToken);
        await InTurnAsync("open", plan.OpenRounds, OpenAsync, cancellationToken);
        await new EngineRounds(measured, plan, report).RunAsync(_contestants, cancellationToken);
    }

    /// <summary>Discards the incomplete rounds of a stopped run; returns false if no complete round remains.</summary>
    public bool TrimToCompleteRounds()
    {
        var (rounds, openRounds) = (_contestants.Select(one => one.Rounds).DefaultIfEmpty().Min(), _contestants.Select(one => one.OpenRounds).DefaultIfEmpty().Min());
        _contestants.ForEach(one => one.TrimRounds(rounds, openRounds));
        return rounds > 0;
    }

    public void Dispose() => _contestants.ForEach(contestant => contestant.Dispose());

    /// <summary>Adds a peer with its best configuration, unless it cannot load the model or its detections differ.</summary>
    private async Task AddAsync(IPeer peer, CancellationToken cancellationToken)
    {
        RunningServer? server = null;
        try
        {
            var results = await ConfigurationSearch.RunAsync(
                peer, peer.Configurations.Take(plan.Configurations), measured.Model, measured.Images, plan.Search, cancellationToken);
            var (best, quickest) = (results[0], results.MinBy(result => result.Alone)!);
            HttpTables.AddConfigurations(report, measured, peer, results);
            server = await RunningServer.StartAsync(peer.Server(measured.Model, best.Configuration), cancellationToken);
            if (await DetectionComparison.CompareAsync(Ours.Server, server, measured.Images, cancellationToken) is { } difference)
            {
                report.NotMeasured($"{peer.Name} with {measured.Name}", difference);
                server.Dispose();
                return;
            }

            var alone = best == quickest ? null : await RunningServer.StartAsync(peer.Server(measured.Model, quickest.Configuration), cancellationToken);
            _contestants.Add(new Contestant(peer.Name, peer, server, alone));
        }
        catch (Exception e) when (e is ServerException or InvalidOperationException or CommandException)
        {
            server?.Dispose();
            report.NotMeasured($"{peer.Name} with {measured.Name}", e.Message);
        }
    }

    /// <summary>Loads every server once, so that tiered compilation finishes before the measurement.</summary>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        foreach (var server in _contestants.SelectMany(contestant => new[] { contestant.For(1), contestant.Server }).Distinct())
        {
            await ClosedLoop.RunAsync(server.Images(measured.Images), Environment.ProcessorCount, plan.Search, plan.Search / 2, cancellationToken);
        }
    }

    private async Task InTurnAsync(string loop, int rounds, Func<Contestant, CancellationToken, Task> measure, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            var first = round % _contestants.Count;
            foreach (var contestant in _contestants.Skip(first).Concat(_contestants.Take(first)).ToArray())
            {
                Report.Progress($"{measured.Name}: {loop} loop, round {round + 1} of {rounds}, {contestant.Name}");
                await measure(contestant, cancellationToken);
            }
        }
    }

    private async Task ClosedAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        foreach (var concurrency in HttpPlan.Concurrencies)
        {
            var target = contestant.For(concurrency).Images(measured.Images);
            if (!contestant.Add(concurrency, await ClosedLoop.RunAsync(target, concurrency, plan.WarmUp, plan.Window, cancellationToken)))
            {
                Exclude(contestant, $"no response succeeded with {concurrency} clients");
                return;
            }
        }
    }

    private async Task OpenAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var (own, slowest) = (contestant.Saturation.Median, _contestants.Min(one => one.Saturation.Median));
        foreach (var (name, rate) in new[] { (SameRate, slowest), (OwnRate, own) })
        {
            var target = contestant.Server.Images(measured.Images);
            if (!contestant.Add(name, await OpenLoop.RunAsync(target, HttpPlan.Share * rate, plan.OpenWindow, TimeSpan.FromSeconds(30), cancellationToken)))
            {
                Exclude(contestant, $"no response succeeded at {name}");
                return;
            }
        }
    }

    /// <summary>Excludes a failed peer and reports it; a failure of our own service ends the benchmark.</summary>
    private void Exclude(Contestant contestant, string reason)
    {
        if (contestant == Ours)
        {
            throw new ServerException($"{contestant.Name}, {measured.Name}: {reason}");
        }

        _contestants.Remove(contestant);
        contestant.Dispose();
        report.NotMeasured($"{contestant.Name} with {measured.Name}", reason);
    }
}
