using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Http;

/// <summary>
/// One of the servers that are compared, with what was measured of it. A peer may stand here with two arrangements, that of
/// the best throughput and that of the best latency; the latter answers where there is one client.
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

    /// <summary>Runs per second of its engine alone; null where that could not be measured.</summary>
    public Samples? Engine { get; set; }

    /// <summary>Images per second at the concurrency where it does most, a sample a round.</summary>
    public Samples Saturation => Throughput(MostAt);

    /// <summary>The concurrency where it does most.</summary>
    public int MostAt => _closed.Keys.MaxBy(concurrency => Throughput(concurrency).Median);

    /// <summary>Rounds of the closed loop that are whole.</summary>
    public int Rounds => HttpPlan.Concurrencies.Min(concurrency => _closed.GetValueOrDefault(concurrency)?.Count ?? 0);

    /// <summary>Rounds of the open loop that are whole.</summary>
    public int OpenRounds => CaseRun.Rates.Min(rate => _open.GetValueOrDefault(rate)?.Count ?? 0);

    /// <summary>The server for so many clients.</summary>
    public RunningServer For(int concurrency) => concurrency == 1 && alone is not null ? alone : server;

    /// <summary>Keeps what came of a concurrency; false if nothing did.</summary>
    public bool Add(int concurrency, LoadRun run)
    {
        Of(_closed, concurrency).Add(run);

        // Peaks belong to the first round: later rounds have the higher concurrencies of earlier ones behind them.
        _usage.TryAdd(concurrency, For(concurrency).Usage());
        return run.Latencies.Any();
    }

    /// <summary>Keeps what came of a rate; false if nothing did.</summary>
    public bool Add(string rate, LoadRun run)
    {
        Of(_open, rate).Add(run);
        return run.Latencies.Any();
    }

    /// <summary>Forgets what goes beyond so many rounds, where others have no more.</summary>
    public void Keep(int rounds, int openRounds)
    {
        _closed.Values.ToList().ForEach(runs => runs.RemoveRange(rounds, runs.Count - rounds));
        _open.Values.ToList().ForEach(runs => runs.RemoveRange(openRounds, runs.Count - openRounds));
    }

    public Samples Throughput(int concurrency) => Throughput(_closed[concurrency]);

    /// <summary>
    /// Milliseconds of processor time that its processes take for an image, under load: other work on the machine makes
    /// everybody slower, but this hardly larger.
    /// </summary>
    public Samples CpuPerImage(int concurrency) => new(_closed[concurrency].Select(run => 1000 * run.Cpu.Server / run.Throughput));

    /// <summary>Median milliseconds at a concurrency, a sample a round.</summary>
    public Samples MedianLatency(int concurrency) => new(_closed[concurrency].Select(run => run.LatencySamples().Median));

    /// <summary>All rounds at a concurrency.</summary>
    public IReadOnlyList<LoadRun> Closed(int concurrency) => _closed[concurrency];

    /// <summary>All rounds at a rate.</summary>
    public IReadOnlyList<LoadRun> Open(string rate) => _open[rate];

    /// <summary>All that was measured.</summary>
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
