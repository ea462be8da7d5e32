using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>Distribution of a peer's work over the cores.</summary>
/// <param name="Workers">Number of processes, each with its own session.</param>
/// <param name="EngineThreads">Number of threads per run.</param>
/// <param name="PoolThreads">Number of images that a worker processes concurrently.</param>
internal sealed record WorkerConfiguration(int Workers, int EngineThreads, int PoolThreads)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Workers} {(Workers == 1 ? "worker" : "workers")}, {PoolThreads} at a time, {EngineThreads} engine {(EngineThreads == 1 ? "thread" : "threads")}");
}

/// <summary>The measurements of a peer with one configuration.</summary>
/// <param name="Configuration">The configuration.</param>
/// <param name="Throughput">Images per second under load.</param>
/// <param name="Alone">Median latency in milliseconds with one client.</param>
internal sealed record ConfigurationResult(WorkerConfiguration Configuration, double Throughput, double Alone);

/// <summary>Tries each configuration of a peer briefly, to find the best ones for throughput and for latency.</summary>
internal static class ConfigurationSearch
{
    /// <summary>Measures the configurations and returns the results in descending order of throughput.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="configurations">The configurations to try.</param>
    /// <param name="model">Path of the model file.</param>
    /// <param name="images">Paths of the test images.</param>
    /// <param name="window">Time under load per configuration; the measurement with one client takes half of it.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static async Task<IReadOnlyList<ConfigurationResult>> RunAsync(
        IPeer peer, IEnumerable<WorkerConfiguration> configurations, string model, IReadOnlyList<string> images, TimeSpan window, CancellationToken cancellationToken)
    {
        List<ConfigurationResult> results = [];
        foreach (var configuration in configurations)
        {
            using var server = await RunningServer.StartAsync(peer.Server(model, configuration), cancellationToken);
            var target = server.Images(images);
            var loaded = await ClosedLoop.RunAsync(target, 4 * Environment.ProcessorCount, window / 2, window, cancellationToken);
            var alone = await ClosedLoop.RunAsync(target, 1, window / 4, window / 2, cancellationToken);
            results.Add(new ConfigurationResult(configuration, loaded.Throughput, alone.LatencySamples().Median));
            Report.Progress($"{peer.Name}, {configuration}: {Cell.Format(results[^1].Throughput)} images/s, {Cell.Format(results[^1].Alone)} ms with one client");
        }

        return [.. results.OrderByDescending(result => result.Throughput)];
    }
}
