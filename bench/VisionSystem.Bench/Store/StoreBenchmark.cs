using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Store;

/// <summary>Ingest and search of predictions through logging-service.</summary>
internal static class StoreBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("store", "ingest through logging-service into PostgreSQL and SQLite, and searches, all on this machine", arguments);
        await using var cluster = await PostgresCluster.StartAsync(cancellationToken);
        if (arguments.Includes("ingest"))
        {
            await IngestBenchmark.RunAsync(cluster, arguments, report, cancellationToken);
        }

        if (arguments.Includes("finding"))
        {
            await SearchBenchmark.RunAsync(cluster, arguments, report, cancellationToken);
        }

        return report.Publish();
    }
}
