using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>How long and how often is measured.</summary>
/// <param name="WarmUp">Before each window.</param>
/// <param name="Window">Closed loop, each server at each concurrency in each round.</param>
/// <param name="OpenWindow">Open loop, each server at each rate in each round.</param>
/// <param name="Rounds">Rounds of the closed loop.</param>
/// <param name="OpenRounds">Rounds of the open loop.</param>
/// <param name="Search">Each arrangement of each peer.</param>
/// <param name="Arrangements">How many of them are tried, the likeliest first.</param>
internal sealed record HttpPlan(TimeSpan WarmUp, TimeSpan Window, TimeSpan OpenWindow, int Rounds, int OpenRounds, TimeSpan Search, int Arrangements)
{
    /// <summary>The open loop's rate, as a share of capacity.</summary>
    public const double Share = 0.8;

    private static readonly int Cores = Environment.ProcessorCount;

    /// <summary>Clients at a time, fewest first, so that peaks of memory belong to the concurrency they are noted at.</summary>
    public static IReadOnlyList<int> Concurrencies { get; } = [1, Cores, 4 * Cores, 16 * Cores];

    /// <summary>About how long a case takes; starting a server and letting a loop run dry take some seconds too.</summary>
    public TimeSpan Estimate(IReadOnlyList<IPeer> peers)
    {
        var (servers, dry) = (peers.Count + 1, TimeSpan.FromSeconds(1));
        var searches = peers.Sum(peer => Math.Min(Arrangements, peer.Arrangements.Count)) * ((2.5 * Search) + (4 * dry));
        var rounds = Rounds * Concurrencies.Count * (WarmUp + Window + dry);
        var openRounds = OpenRounds * 2 * (OpenWindow + dry + Window + dry);
        return searches + (servers * (rounds + openRounds + (2 * Search) + (3 * dry)));
    }

    public static HttpPlan Of(BenchArguments arguments)
    {
        var window = arguments.WindowOr(3, 1.5);
        var (search, arrangements) = arguments.Quick ? (TimeSpan.FromSeconds(1), 2) : (TimeSpan.FromSeconds(3), int.MaxValue);
        var rounds = arguments.RepeatsOr(5, 1);
        return new HttpPlan(window / 3, window, window * 2, rounds, Math.Min(rounds, 3), search, arrangements);
    }
}
