namespace VisionSystem.Bench.Peers;

/// <summary>How an engine alone uses the cores.</summary>
/// <param name="Concurrent">Runs at a time, each called from a thread of its own.</param>
/// <param name="Threads">Threads of one run.</param>
internal sealed record EngineUse(int Concurrent, int Threads)
{
    /// <summary>A run a core, or one run over all cores: which is faster differs between builds and models.</summary>
    public static IReadOnlyList<EngineUse> All { get; } = [new(Environment.ProcessorCount, 1), new(1, Environment.ProcessorCount)];

    public override string ToString() => Concurrent == 1 ? "one run over all cores" : "a run a core";
}
