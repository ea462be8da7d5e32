using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Hostile;

/// <summary>
/// The cost of bad files for good images: an open loop of images at half of the service's capacity, by turns alone and with one
/// request in ten a file that is sent to do harm.
/// </summary>
internal static class HostileBenchmark
{
    private const string Good = "photo";
    private const int Share = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, rounds) = (arguments.WindowOr(12, 4), arguments.RepeatsOr(5, 1));
        var report = new Report("hostile", "images in an open loop, alone and with one request in ten a bomb or a damaged file, in turn", arguments);
        report.Setting("each turn", string.Create(CultureInfo.InvariantCulture, $"{rounds} × {window.TotalSeconds:0.#} s"));
        foreach (var one in HttpCase.Of(arguments, [HttpCase.Ordinary]))
        {
            using var server = await RunningServer.StartAsync(VisionServer.Inference(one.Model, "hostile"), cancellationToken);
            var capacity = (await ClosedLoop.RunAsync(server.Images(one.Images), 4 * Environment.ProcessorCount, window / 2, window / 2, cancellationToken)).Throughput;
            report.Setting($"capacity with {one.Name}", string.Create(CultureInfo.InvariantCulture, $"{capacity:0.0} photos/s"));
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
        var (alone, beside) = (Slow(quiet), Slow(hostile));
        var wrong = hostile.SelectMany(run => run.Exchanges).Count(exchange => !IsRight(exchange));
        var table = report.Table(name, "good images");
        table.Row("alone").With("p95, ms", alone).With("wrong answers", quiet.SelectMany(run => run.Exchanges).Count(exchange => !IsRight(exchange))).With(quiet.ConvertAll(run => run.Cpu));
        table.Row("beside one in ten").With("p95, ms", beside).With("ratio", beside.Over(alone)).With("wrong answers", wrong).With(hostile.ConvertAll(run => run.Cpu));
        report.NoteOthers(quiet.Concat(hostile).Select(run => run.Cpu));
        report.AtMost($"{name}: p95 of good images beside bad ones over alone", beside.Over(alone).Median, 1.2);
        report.AtMost($"{name}: wrong answers", wrong, 0);
        report.AtMost($"{name}: growth of the peak memory, MB", memory, 100);
    }

    /// <summary>A good image is answered, and a file that is none is refused for what it is; a text bomb is an image.</summary>
    private static bool IsRight(Exchange exchange) => exchange.Name is Good or "text bomb" ? exchange.Succeeded : exchange.Status is 415 or 422;

    private static Samples Slow(List<LoadRun> runs) => new(runs.Select(run => new Samples(
        run.Exchanges.Where(exchange => exchange.Name == Good && exchange.Succeeded).Select(exchange => exchange.Milliseconds)).Percentile(95)));
}
