using Npgsql;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence.Postgres;
using VisionSystem.Logging.Persistence.Sql;

namespace VisionSystem.Bench.Store;

/// <summary>
/// Ingest over HTTP into PostgreSQL, alternating with a bare Npgsql loop of the same statement on the same server, and over HTTP into
/// SQLite.
/// </summary>
internal static class IngestBenchmark
{
    private const string Database = "bench_ingest";
    private const string Schema = "cv_tenant_" + TenantName.Default;

    public static async Task RunAsync(PostgresCluster cluster, BenchArguments arguments, Report report, CancellationToken cancellationToken)
    {
        var (batches, rounds) = (arguments.Quick ? 100 : 300, arguments.RepeatsOr(5, 2));
        await cluster.ExecuteAsync($"DROP DATABASE IF EXISTS {Database} WITH (FORCE)", cancellationToken);
        await cluster.ExecuteAsync($"CREATE DATABASE {Database}", cancellationToken);
        using var postgres = await RunningServer.StartAsync(VisionServer.Logging("logging-postgres", ("CV_DATABASE_URL", cluster.Url(Database))), cancellationToken);
        using var sqlite = await RunningServer.StartAsync(VisionServer.Logging("logging-sqlite"), cancellationToken);
        await using var bare = cluster.Connect(Database);
        await PredictionBatches.PrepareAsync(postgres, cancellationToken);
        await PredictionBatches.PrepareAsync(sqlite, cancellationToken);

        List<double> overHttp = [], byHand = [], embedded = [];
        for (var round = -1; round < rounds; round++)
        {
            Report.Progress(round < 0 ? "ingest, warm-up" : $"ingest, round {round + 1} of {rounds}");
            var speeds = (
                await PredictionBatches.SendAllAsync(postgres, PredictionBatches.Create(batches), cancellationToken),
                await InsertAsync(bare, PredictionBatches.Create(batches), cancellationToken),
                await PredictionBatches.SendAllAsync(sqlite, PredictionBatches.Create(batches), cancellationToken));
            if (round >= 0)
            {
                overHttp.Add(speeds.Item1);
                byHand.Add(speeds.Item2);
                embedded.Add(speeds.Item3);
            }
        }

        var (http, hand, file) = (new Samples(overHttp), new Samples(byHand), new Samples(embedded));
        var table = report.Table($"Ingest: batches of {PredictionBatches.BatchSize} predictions with 5 boxes, {PredictionBatches.Senders} senders, {batches} batches per round", "way");
        table.Row("over HTTP into PostgreSQL").With("predictions/s", http).With("ratio", http.RatioTo(hand)).With("service's peak, MB", postgres.Usage().Peak);
        table.Row("bare Npgsql, same statement").With("predictions/s", hand);
        table.Row("over HTTP into SQLite").With("predictions/s", file).With("service's peak, MB", sqlite.Usage().Peak);
        report.AtLeast("HTTP into PostgreSQL over bare Npgsql", http.RatioTo(hand).Median, 0.6);
        report.AtLeast("SQLite, predictions/s", file.Median, 5000);
        report.AtMost("logging-service while ingesting, MB", Math.Max(postgres.Usage().Peak, sqlite.Usage().Peak), 300);
    }

    private static Task<double> InsertAsync(NpgsqlDataSource database, IReadOnlyList<Prediction>[] batches, CancellationToken cancellationToken) =>
        PredictionBatches.TimeAsync(batches, async batch =>
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await PredictionInsert.RunAsync(connection, Schema, [.. batch.Select(prediction => new PredictionRow(TenantName.Default, prediction))], cancellationToken);
        });
}
