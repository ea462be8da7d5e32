using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>Durations and repetitions of the measurement.</summary>
/// <param name="WarmUp">Warm-up before each window.</param>
/// <param name="Window">Closed-loop time of each server at each concurrency in each round.</param>
/// <param name="OpenWindow">Open-loop time of each server at each rate in each round.</param>
/// <param name="Rounds">Number of closed-loop rounds.</param>
/// <param name="OpenRounds">Number of open-loop rounds.</param>
/// <param name="Search">Time per configuration of a peer.</param>
/// <param name="Configurations">Number of configurations to try per peer, most promising first.</param>
internal sealed record HttpPlan(TimeSpan WarmUp, TimeSpan Window, TimeSpan OpenWindow, int Rounds, int OpenRounds, TimeSpan Search, int Configurations)
{
    /// <summary>Rate of the open loop as a fraction of the capacity.</summary>
    public const double Share = 0.8;

    private static readonly int Cores = Environment.ProcessorCount;

    /// <summary>Numbers of concurrent clients in ascending order, so that a memory peak belongs to the concurrency of its row.</summary>
    public static IReadOnlyList<int> Concurrencies { get; } = [1, Cores, 4 * Cores, 16 * Cores];

    /// <summary>Estimated time of a case, including server starts and the completion of pending requests.</summary>
    public TimeSpan Estimate(IReadOnlyList<IPeer> peers)
    {
        var (servers, dry) = (peers.Count + 1, TimeSpan.FromSeconds(1));
        var searches = peers.Sum(peer => Math.Min(Configurations, peer.Configurations.Count)) * ((2.5 * Search) + (4 * dry));
        var rounds = Rounds * Concurrencies.Count * (WarmUp + Window + dry);
        var openRounds = OpenRounds * 2 * (OpenWindow + dry + Window + dry);
        return searches + (servers * (rounds + openRounds + (2 * Search) + (3 * dry)));
    }

    public static HttpPlan Of(BenchArguments arguments)
    {
        var window = arguments.WindowOr(3, 1.5);
        var (search, configurations) = arguments.Quick ? (TimeSpan.FromSeconds(1), 2) : (TimeSpan.FromSeconds(3), int.MaxValue);
        var rounds = arguments.RepeatsOr(5, 1);
        return new HttpPlan(window / 3, window, window * 2, rounds, Math.Min(rounds, 3), search, configurations);
    }
}
