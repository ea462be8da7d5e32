using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>What a peer does in one arrangement.</summary>
/// <param name="Arrangement">The arrangement.</param>
/// <param name="Throughput">Images per second under load.</param>
/// <param name="Alone">Median milliseconds of one image after the other.</param>
internal sealed record Tried(Arrangement Arrangement, double Throughput, double Alone);

/// <summary>Tries a peer's arrangements for a moment each, so that it is measured at its best: for throughput and for latency.</summary>
internal static class ArrangementSearch
{
    /// <summary>What they do, best throughput first.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="arrangements">Those to try.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="images">What it is shown.</param>
    /// <param name="window">How long each is under load; alone, half of that.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<Tried>> RunAsync(
        IPeer peer, IEnumerable<Arrangement> arrangements, string model, IReadOnlyList<string> images, TimeSpan window, CancellationToken cancellationToken)
    {
        List<Tried> tried = [];
        foreach (var arrangement in arrangements)
        {
            using var server = await RunningServer.StartAsync(peer.Server(model, arrangement), cancellationToken);
            var target = server.Images(images);
            var loaded = await ClosedLoop.RunAsync(target, 4 * Environment.ProcessorCount, window / 2, window, cancellationToken);
            var alone = await ClosedLoop.RunAsync(target, 1, window / 4, window / 2, cancellationToken);
            tried.Add(new Tried(arrangement, loaded.Throughput, alone.LatencySamples().Median));
            Report.Progress($"{peer.Name}, {arrangement}: {Cell.Format(tried[^1].Throughput)} photos/s, {Cell.Format(tried[^1].Alone)} ms alone");
        }

        return [.. tried.OrderByDescending(one => one.Throughput)];
    }
}
