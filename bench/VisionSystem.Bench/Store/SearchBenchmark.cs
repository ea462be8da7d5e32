using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Store;

/// <summary>Searches by class and time, and daily statistics, over HTTP in a large database.</summary>
internal static class SearchBenchmark
{
    private const int Searches = 500;
    private const int StatisticsQueries = 30;

    public static async Task RunAsync(PostgresCluster cluster, BenchArguments arguments, Report report, CancellationToken cancellationToken)
    {
        var rows = arguments.Rows ?? (arguments.Quick ? 100_000 : 1_000_000);
        var database = await StoredRows.EnsureAsync(cluster, rows, cancellationToken);
        using var service = await RunningServer.StartAsync(VisionServer.Logging("logging-finding", ("CV_DATABASE_URL", cluster.Url(database))), cancellationToken);
        // Warm-up with the same queries.
        _ = await SearchAsync(service, cancellationToken);
        _ = await QueryStatisticsAsync(service, cancellationToken);

        Report.Progress("searches and statistics");
        var (searches, full) = await SearchAsync(service, cancellationToken);
        var statistics = await QueryStatisticsAsync(service, cancellationToken);
        var table = report.Table($"Search among {rows:N0} predictions of 5 boxes over {StoredRows.Days} days, warm, sequential requests", "request");
        Add(table.Row("first page of a class in some days, with its total"), searches);
        Add(table.Row("statistics of a day"), statistics);
        report.Setting("searches", $"{Searches}, of which {full} returned a full page");
        report.AtMost("search by class and time, p95 ms", searches.Percentile(95), 50);
        report.AtMost("statistics of a day, p95 ms", statistics.Percentile(95), 300);
    }

    private static void Add(ResultRow row, Samples times) =>
        row.With("median, ms", times.Median).With("p95, ms", times.Percentile(95)).With("most, ms", times.Max);

    private static async Task<(Samples Times, int Full)> SearchAsync(RunningServer service, CancellationToken cancellationToken)
    {
        var (times, full) = (new List<double>(), 0);
        for (var i = 0; i < Searches; i++)
        {
            // All classes, with the rare one in every twentieth search; intervals of one to seven days throughout the month.
            var name = i % 20 == 7 ? StoredRows.Rare : string.Create(CultureInfo.InvariantCulture, $"class_{i * 37 % StoredRows.Classes}");
            var from = StoredRows.Start.AddHours(i * 7 % 552);
            var response = await GetTimedAsync(service, times, $"/v1/predictions?class={name}&from={from:yyyy-MM-ddTHH:mm:ssZ}&to={from.AddDays(1 + (i % 7)):yyyy-MM-ddTHH:mm:ssZ}", cancellationToken);
            using var page = JsonDocument.Parse(response);
            full += page.RootElement.TryGetProperty("next", out _) ? 1 : 0;
        }

        return (new Samples(times), full);
    }

    private static async Task<Samples> QueryStatisticsAsync(RunningServer service, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var i = 0; i < StatisticsQueries; i++)
        {
            var day = StoredRows.Start.AddDays(i % (StoredRows.Days - 1));
            _ = await GetTimedAsync(service, times, $"/v1/stats?from={day:yyyy-MM-ddTHH:mm:ssZ}&to={day.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}", cancellationToken);
        }

        return new Samples(times);
    }

    /// <summary>Sends a <c>GET</c> and adds its duration in milliseconds.</summary>
    private static async Task<string> GetTimedAsync(RunningServer service, List<double> times, string path, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var response = await service.GetAsync(path, cancellationToken);
        times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        return response;
    }
}
