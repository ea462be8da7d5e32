using System.Globalization;

namespace VisionSystem.Bench.Peers;

/// <summary>How a peer uses the machine's cores.</summary>
/// <param name="Workers">Processes, each with a session of its own.</param>
/// <param name="EngineThreads">Threads of one run.</param>
/// <param name="PoolThreads">Images that a worker has in work at a time.</param>
internal sealed record Arrangement(int Workers, int EngineThreads, int PoolThreads)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Workers} {(Workers == 1 ? "worker" : "workers")}, {PoolThreads} at a time, {EngineThreads} engine {(EngineThreads == 1 ? "thread" : "threads")}");
}
