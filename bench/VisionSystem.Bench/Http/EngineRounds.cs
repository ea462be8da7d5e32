using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Http;

/// <summary>Measures the engines of the contestants alone, in rotation, with each use of the cores; the best result counts.</summary>
internal sealed class EngineRounds(HttpCase measured, HttpPlan plan, Report report)
{
    private readonly Dictionary<(Contestant Contestant, EngineConcurrency Use), List<double>> _speeds = [];

    public async Task RunAsync(IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken)
    {
        var tensor = EngineSpeed.WriteTensor(measured.Model, measured.Images[0]);
        var left = contestants.ToList();
        for (var round = 0; round < plan.OpenRounds; round++)
        {
            Report.Progress($"{measured.Name}: engines alone, round {round + 1} of {plan.OpenRounds}");
            foreach (var contestant in left.ToArray())
            {
                if (await MeasureAsync(contestant, tensor, cancellationToken) is { } failed)
                {
                    left.Remove(contestant);
                    report.NotMeasured($"the engine of {contestant.Name} alone with {measured.Name}", failed);
                }
            }
        }

        var table = report.Table($"{measured.Name}: engines alone, on a prepared tensor", "engine of");
        foreach (var contestant in left)
        {
            var row = table.Row(contestant.Name);
            foreach (var use in EngineConcurrency.All)
            {
                row.With($"{use}, runs/s", new Samples(_speeds[(contestant, use)]));
            }

            contestant.Engine = EngineConcurrency.All.Select(use => new Samples(_speeds[(contestant, use)])).MaxBy(runs => runs.Median);
        }
    }

    /// <summary>Measures each use of the cores once; returns null, or the reason of a failure.</summary>
    private async Task<string?> MeasureAsync(Contestant contestant, string tensor, CancellationToken cancellationToken)
    {
        foreach (var use in EngineConcurrency.All)
        {
            try
            {
                Add(contestant, use, contestant.Peer is { } peer
                    ? await EngineSpeed.OfAsync(peer, measured.Model, tensor, use, plan.Window, cancellationToken)
                    : (EngineSpeed.Ours(measured.Model, tensor, use, plan.Window), null));
            }
            catch (Exception e) when (e is InvalidOperationException or CommandException)
            {
                return e.Message;
            }
        }

        return null;
    }

    private void Add(Contestant contestant, EngineConcurrency use, (double Speed, string? Version) run)
    {
        if (run.Version is not null)
        {
            report.Setting($"{contestant.Name}'s engine", $"ONNX Runtime {run.Version}");
        }

        if (!_speeds.TryGetValue((contestant, use), out var runs))
        {
            _speeds[(contestant, use)] = runs = [];
        }

        runs.Add(run.Speed);
    }
}
