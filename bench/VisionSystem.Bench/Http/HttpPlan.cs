using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>How long and how often is measured.</summary>
/// <param name="WarmUp">Before each window.</param>
/// <param name="Window">Closed loop, each server at each concurrency in each round.</param>
/// <param name="OpenWindow">Open loop, each server at each rate in each round.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="Search">Each arrangement of each peer.</param>
internal sealed record HttpPlan(TimeSpan WarmUp, TimeSpan Window, TimeSpan OpenWindow, int Rounds, TimeSpan Search)
{
    /// <summary>The open loop's rate, as a share of capacity.</summary>
    public const double Share = 0.8;

    private static readonly int Cores = Environment.ProcessorCount;

    /// <summary>Clients at a time, fewest first, so that peaks of memory belong to the concurrency they are noted at.</summary>
    public static IReadOnlyList<int> Concurrencies { get; } = [1, Cores, 4 * Cores, 16 * Cores];

    public static HttpPlan Of(BenchArguments arguments)
    {
        var window = arguments.WindowOr(4, 1.5);
        return new HttpPlan(window / 3, window, window * 2, arguments.RepeatsOr(5, 1), arguments.Quick ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(3));
    }
}
