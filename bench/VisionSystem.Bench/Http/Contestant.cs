using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Http;

/// <summary>
/// One of the compared servers with its measurements. A peer may have two configurations, one with the best throughput and one
/// with the best latency; the latter serves the measurements with a single client.
/// </summary>
internal sealed class Contestant(string name, IPeer? peer, RunningServer server, RunningServer? alone = null) : IDisposable
{
    private readonly Dictionary<int, List<LoadRun>> _closed = [];
    private readonly Dictionary<string, List<LoadRun>> _open = [];
    private readonly Dictionary<int, ProcessUsage> _usage = [];

    public string Name => name;

    /// <summary>Null for our own service.</summary>
    public IPeer? Peer => peer;

    public RunningServer Server => server;

    /// <summary>Runs per second of its engine alone; null if not measured.</summary>
    public Samples? Engine { get; set; }

    /// <summary>Images per second at the concurrency with the highest throughput, one sample per round.</summary>
    public Samples Saturation => Throughput(SaturationConcurrency);

    /// <summary>The concurrency with the highest throughput.</summary>
    public int SaturationConcurrency => _closed.Keys.MaxBy(concurrency => Throughput(concurrency).Median);

    /// <summary>Number of complete closed-loop rounds.</summary>
    public int Rounds => HttpPlan.Concurrencies.Min(concurrency => _closed.GetValueOrDefault(concurrency)?.Count ?? 0);

    /// <summary>Number of complete open-loop rounds.</summary>
    public int OpenRounds => CaseRun.Rates.Min(rate => _open.GetValueOrDefault(rate)?.Count ?? 0);

    /// <summary>The server for a number of clients.</summary>
    public RunningServer For(int concurrency) => concurrency == 1 && alone is not null ? alone : server;

    /// <summary>Adds a run at a concurrency; returns false if no request succeeded.</summary>
    public bool Add(int concurrency, LoadRun run)
    {
        Of(_closed, concurrency).Add(run);

        // Peaks come from the first round: in later rounds, they include the higher concurrencies of earlier rounds.
        _usage.TryAdd(concurrency, For(concurrency).Usage());
        return run.Latencies.Any();
    }

    /// <summary>Adds a run at a rate; returns false if no request succeeded.</summary>
    public bool Add(string rate, LoadRun run)
    {
        Of(_open, rate).Add(run);
        return run.Latencies.Any();
    }

    /// <summary>Discards rounds beyond a number, so that all contestants have equally many.</summary>
    public void TrimRounds(int rounds, int openRounds)
    {
        _closed.Values.ToList().ForEach(runs => runs.RemoveRange(rounds, runs.Count - rounds));
        _open.Values.ToList().ForEach(runs => runs.RemoveRange(openRounds, runs.Count - openRounds));
    }

    public Samples Throughput(int concurrency) => Throughput(_closed[concurrency]);

    /// <summary>
    /// Processor time of its processes per image under load, in milliseconds. Unrelated work on the machine hardly affects this
    /// value, unlike throughput.
    /// </summary>
    public Samples CpuPerImage(int concurrency) => new(_closed[concurrency].Select(run => 1000 * run.Cpu.Server / run.Throughput));

    /// <summary>Median latency at a concurrency in milliseconds, one sample per round.</summary>
    public Samples MedianLatency(int concurrency) => new(_closed[concurrency].Select(run => run.LatencySamples().Median));

    /// <summary>All rounds at a concurrency.</summary>
    public IReadOnlyList<LoadRun> Closed(int concurrency) => _closed[concurrency];

    /// <summary>All rounds at a rate.</summary>
    public IReadOnlyList<LoadRun> Open(string rate) => _open[rate];

    /// <summary>All runs.</summary>
    public IEnumerable<LoadRun> Runs => _closed.Values.Concat(_open.Values).SelectMany(runs => runs);

    public ProcessUsage Usage(int concurrency) => _usage[concurrency];

    public void Dispose()
    {
        server.Dispose();
        alone?.Dispose();
    }

    private static Samples Throughput(List<LoadRun> runs) => new(runs.Select(run => run.Throughput));

    private static List<LoadRun> Of<T>(Dictionary<T, List<LoadRun>> runs, T key)
        where T : notnull => runs.TryGetValue(key, out var list) ? list : runs[key] = [];
}
