using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Hostile;

/// <summary>
/// The effect of hostile files on the latency of valid images: an open loop at half of the service's capacity, alternately with
/// valid images only and with one hostile file in ten requests.
/// </summary>
internal static class HostileBenchmark
{
    private const string Good = "photo";
    private const int Share = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, rounds) = (arguments.WindowOr(12, 4), arguments.RepeatsOr(5, 1));
        var report = new Report("hostile", "images in an open loop, alternately alone and with one decompression bomb or damaged file in ten requests", arguments);
        report.Setting("each turn", string.Create(CultureInfo.InvariantCulture, $"{rounds} × {window.TotalSeconds:0.#} s"));
        foreach (var one in HttpCase.Of(arguments, [HttpCase.Ordinary]))
        {
            using var server = await RunningServer.StartAsync(VisionServer.Inference(one.Model, "hostile"), cancellationToken);
            var capacity = (await ClosedLoop.RunAsync(server.Images(one.Images), 4 * Environment.ProcessorCount, window / 2, window / 2, cancellationToken)).Throughput;
            report.Setting($"capacity with {one.Name}", string.Create(CultureInfo.InvariantCulture, $"{capacity:0.0} images/s"));
            var (alone, mixed) = (server.Images(one.Images), Mix(server, one.Images));
            List<LoadRun> quiet = [], hostile = [];
            var before = server.Usage(withShares: false).Peak;
            for (var round = 0; round < rounds; round++)
            {
                Report.Progress($"{one.Name}: round {round + 1} of {rounds}");
                quiet.Add(await OpenLoop.RunAsync(alone, capacity / 2, window, Patience, cancellationToken));
                hostile.Add(await OpenLoop.RunAsync(mixed, capacity / 2 * Share / (Share - 1), window, Patience, cancellationToken));
            }

            Add(report, one.Name, quiet, hostile, server.Usage(withShares: false).Peak - before);
        }

        return report.Publish();
    }

    private static Target Mix(RunningServer server, IReadOnlyList<string> images)
    {
        var files = HostileFiles.All(File.ReadAllBytes(images[0]));
        return server.Target([.. Enumerable.Range(0, images.Count * Share).Select(place => place % Share == Share - 1
            ? PreparedRequest.Post(files[place / Share % files.Count].Name, server.Path, files[place / Share % files.Count].File)
            : PreparedRequest.PostImage(Good, server.Path, File.ReadAllBytes(images[place % images.Count])))]);
    }

    private static void Add(Report report, string name, List<LoadRun> quiet, List<LoadRun> hostile, double memory)
    {
        var (alone, beside) = (P95(quiet), P95(hostile));
        var wrong = hostile.SelectMany(run => run.Exchanges).Count(exchange => !IsExpected(exchange));
        var table = report.Table(name, "good images");
        table.Row("alone").With("p95, ms", alone).With("wrong answers", quiet.SelectMany(run => run.Exchanges).Count(exchange => !IsExpected(exchange))).With(quiet.ConvertAll(run => run.Cpu));
        table.Row("beside one in ten").With("p95, ms", beside).With("ratio", beside.RatioTo(alone)).With("wrong answers", wrong).With(hostile.ConvertAll(run => run.Cpu));
        report.NoteOthers(quiet.Concat(hostile).Select(run => run.Cpu));
        report.AtMost($"{name}: p95 of good images beside bad ones over alone", beside.RatioTo(alone).Median, 1.2);
        report.AtMost($"{name}: wrong answers", wrong, 0);
        report.AtMost($"{name}: growth of the peak memory, MB", memory, 100);
    }

    /// <summary>Valid images must succeed, and hostile files must be rejected. The text bomb is a valid image.</summary>
    private static bool IsExpected(Exchange exchange) => exchange.Name is Good or "text bomb" ? exchange.Succeeded : exchange.Status is 415 or 422;

    private static Samples P95(List<LoadRun> runs) => new(runs.Select(run => new Samples(
        run.Exchanges.Where(exchange => exchange.Name == Good && exchange.Succeeded).Select(exchange => exchange.Milliseconds)).Percentile(95)));
}
