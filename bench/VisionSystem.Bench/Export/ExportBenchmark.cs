using System.Globalization;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Export;

/// <summary>Exports all predictions in each format and measures the time to the first byte and the memory above idle.</summary>
internal static class ExportBenchmark
{
    private const int Count = 100_000;
    private const int QuickCount = 10_000;

    private static readonly string[] Formats = ["coco", "coco-results", "yolo", "label-studio", "csv", "jsonl"];

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("export", "all predictions exported over HTTP from SQLite and a folder, read at full speed", arguments);
        var (count, rounds) = (arguments.Quick ? QuickCount : Count, arguments.RepeatsOr(3, 1));
        var start = VisionServer.Logging("export");
        using (var filling = await RunningServer.StartAsync(start, cancellationToken))
        {
            await SyntheticPredictions.DeliverAsync(filling, count, cancellationToken);
        }

        // A new process, so that memory from the deliveries does not count as idle.
        using var server = await RunningServer.StartAsync(VisionServer.Logging("exporting", ("CV_DATA_PATH", start.Settings["CV_DATA_PATH"])), cancellationToken);
        var idle = server.Usage(withShares: false).Resident;
        report.Setting("predictions", string.Create(CultureInfo.InvariantCulture, $"{count}, five objects each, one image per prediction"));
        report.Setting("idle, MB", string.Create(CultureInfo.InvariantCulture, $"{idle:0}"));
        var table = report.Table("exports", "format");
        foreach (var format in Formats.Where(arguments.Includes))
        {
            List<ExportRound> taken = [];
            for (var round = 0; round < rounds; round++)
            {
                Report.Progress($"{format}: round {round + 1} of {rounds}");
                taken.Add(await ExportRound.MeasureAsync(server, format, cancellationToken));
            }

            var above = taken.Max(round => round.Peak) - idle;
            var slowest = taken.Max(round => round.FirstByte);
            table.Row(format)
                .With("first byte, ms", new Samples(taken.Select(round => round.FirstByte)))
                .With("whole, s", new Samples(taken.Select(round => round.Seconds)))
                .With("predictions/s", new Samples(taken.Select(round => count / round.Seconds)))
                .With("size, MB", taken[0].Megabytes)
                .With("memory above idle, MB", above);
            report.AtMost($"{format}: slowest first byte, ms", slowest, 300);
            report.AtMost($"{format}: memory above idle, MB", above, 150);
        }

        return report.Publish();
    }
}
