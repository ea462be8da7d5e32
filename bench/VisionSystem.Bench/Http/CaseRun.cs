using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Http;

/// <summary>
/// Measures one case: all servers are up, one at a time is loaded, in turn, and each round begins with another one.
/// </summary>
internal sealed class CaseRun(HttpCase measured, HttpPlan plan, Report report) : IDisposable
{
    public const string SameRate = "80 % of the slowest";
    public const string OwnRate = "80 % of its own";

    private readonly List<Contestant> _contestants = [];

    public IReadOnlyList<Contestant> Contestants => _contestants;

    public Contestant Ours => _contestants[0];

    public async Task RunAsync(IEnumerable<IPeer> peers, CancellationToken cancellationToken)
    {
        Report.Progress(measured.Name);
        var patient = VisionServer.PatientWith(2 * HttpPlan.Concurrencies[^1]);
        _contestants.Add(new Contestant(VisionServer.Name, null, await RunningServer.StartAsync(VisionServer.Inference(measured.Model, more: patient), cancellationToken)));
        foreach (var peer in peers)
        {
            await AddAsync(peer, cancellationToken);
        }

        await InTurnAsync(plan.Rounds, ClosedAsync, cancellationToken);
        await InTurnAsync(plan.Rounds, OpenAsync, cancellationToken);
        await EnginesAsync(cancellationToken);
    }

    public void Dispose() => _contestants.ForEach(contestant => contestant.Dispose());

    /// <summary>Brings a peer in at its best, unless it cannot load the model or sees something else than we do.</summary>
    private async Task AddAsync(IPeer peer, CancellationToken cancellationToken)
    {
        RunningServer? server = null;
        try
        {
            var tried = await ArrangementSearch.RunAsync(peer, measured.Model, measured.Photos, plan.Search, cancellationToken);
            var (best, quickest) = (tried[0], tried.MinBy(one => one.Alone)!);
            HttpTables.AddArrangements(report, measured, peer, tried);
            server = await RunningServer.StartAsync(peer.Server(measured.Model, best.Arrangement), cancellationToken);
            if (await AnswerCheck.CompareAsync(Ours.Server, server, measured.Photos, cancellationToken) is { } differing)
            {
                report.Note($"{peer.Name} was not measured with {measured.Name}: {differing}.");
                server.Dispose();
                return;
            }

            var alone = best == quickest ? null : await RunningServer.StartAsync(peer.Server(measured.Model, quickest.Arrangement), cancellationToken);
            _contestants.Add(new Contestant(peer.Name, peer, server, alone));
        }
        catch (Exception e) when (e is ServerException or InvalidOperationException)
        {
            server?.Dispose();
            report.Note($"{peer.Name} was not measured with {measured.Name}: {e.Message}");
        }
    }

    private async Task InTurnAsync(int rounds, Func<Contestant, CancellationToken, Task> measure, CancellationToken cancellationToken)
    {
        for (var round = 0; round < rounds; round++)
        {
            Report.Progress($"{measured.Name}: {(measure == ClosedAsync ? "closed" : "open")} loop, round {round + 1} of {rounds}");
            for (var turn = 0; turn < _contestants.Count; turn++)
            {
                await measure(_contestants[(round + turn) % _contestants.Count], cancellationToken);
            }
        }
    }

    private async Task ClosedAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        foreach (var concurrency in HttpPlan.Concurrencies)
        {
            var target = contestant.For(concurrency).Photos(measured.Photos);
            contestant.Add(concurrency, await ClosedLoop.RunAsync(target, concurrency, plan.WarmUp, plan.Window, cancellationToken));
        }
    }

    private async Task OpenAsync(Contestant contestant, CancellationToken cancellationToken)
    {
        var (own, slowest) = (contestant.Saturation.Median, _contestants.Min(one => one.Saturation.Median));
        foreach (var (name, rate) in new[] { (SameRate, slowest), (OwnRate, own) })
        {
            var target = contestant.Server.Photos(measured.Photos);
            contestant.Add(name, await OpenLoop.RunAsync(target, HttpPlan.Share * rate, plan.OpenWindow, TimeSpan.FromSeconds(30), cancellationToken));
        }
    }

    private async Task EnginesAsync(CancellationToken cancellationToken)
    {
        var tensor = EngineSpeed.WriteTensor(measured.Model, measured.Photos[0]);
        var speeds = _contestants.ConvertAll(_ => new List<double>());
        for (var round = 0; round < Math.Min(plan.Rounds, 3); round++)
        {
            Report.Progress($"{measured.Name}: engines alone, round {round + 1}");
            foreach (var (contestant, runs) in _contestants.Zip(speeds))
            {
                runs.Add(contestant.Peer is null
                    ? EngineSpeed.Ours(measured.Model, tensor, plan.Window)
                    : (await EngineSpeed.OfAsync(contestant.Peer, measured.Model, tensor, plan.Window, cancellationToken)).Speed);
            }
        }

        _contestants.Zip(speeds).ToList().ForEach(pair => pair.First.Engine = new Samples(pair.Second));
    }
}
