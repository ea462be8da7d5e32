using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Store;

/// <summary>Predictions into the stores and out again, through logging-service.</summary>
internal static class StoreBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("store", "predictions through logging-service into PostgreSQL and SQLite, and found again, all on this machine", arguments);
        await using var cluster = await PostgresCluster.StartAsync(cancellationToken);
        if (arguments.Wants("ingest"))
        {
            await IngestBenchmark.RunAsync(cluster, arguments, report, cancellationToken);
        }

        if (arguments.Wants("finding"))
        {
            await FindingBenchmark.RunAsync(cluster, arguments, report, cancellationToken);
        }

        return report.Publish();
    }
}
