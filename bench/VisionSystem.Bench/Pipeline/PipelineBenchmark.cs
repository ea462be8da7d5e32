using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Inference;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Bench.Pipeline;

/// <summary>
/// JPEG to boxes within the process, compared with the bare decoder and the bare engine back to back: with all cores busy, and with
/// one image at a time. Contestants alternate within one run; results are medians over the rounds.
/// </summary>
internal static class PipelineBenchmark
{
    private static readonly DetectionParameters Parameters = new(0.25f, 0.45f, 300, ClassFilter.All);

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("pipeline", "JPEG to boxes within the process, compared with bare decoding and the bare engine back to back", arguments);
        var (window, rounds) = (arguments.WindowOr(4, 1), arguments.RepeatsOr(7, 3));
        report.Setting("rounds", $"{rounds} × {window.TotalSeconds:0} s");
        await using var app = BuildService();
        var codecs = app.Services.GetRequiredService<ImageCodecs>();
        var table = report.Table("Images per second", "model", "photos", "at a time");
        foreach (var file in BenchFiles.Models(arguments.Models.Count > 0 ? arguments.Models : ["yolov8n-uint8", "yolox_nano"]))
        {
            var loaded = app.Services.GetRequiredService<IModelLoader>().Load(Path.GetFileNameWithoutExtension(file), file);
            var model = app.Services.GetRequiredService<ModelOpener>().Wrap(loaded);
            foreach (var (kind, files) in ImageSets(arguments))
            {
                ImageFile[] images = [.. files.Select(image => new ImageFile(image, codecs))];
                foreach (var concurrency in (int[])[Environment.ProcessorCount, 1])
                {
                    Report.Progress($"{model.Description.Name}, {kind} images, {concurrency} at a time");
                    await MeasureAsync(report, table, new Case(app.Services.GetRequiredService<InferencePipeline>(), model, kind, images, concurrency), window, rounds, cancellationToken);
                }
            }

            model.Release();
        }

        return report.Publish();
    }

    /// <summary>Builds inference-service without its endpoints and logs.</summary>
    internal static WebApplication BuildService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults(InferenceService.Name);
        builder.AddInferenceService();
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static IEnumerable<(string Kind, IReadOnlyList<string> Files)> ImageSets(BenchArguments arguments)
    {
        if (arguments.Includes("ordinary"))
        {
            yield return ("ordinary", BenchFiles.OrdinaryImages);
        }

        if (arguments.Includes("12mp"))
        {
            yield return ("12mp", LargeImages.Get(8));
        }
    }

    private static async Task MeasureAsync(Report report, ResultTable table, Case measured, TimeSpan window, int rounds, CancellationToken cancellationToken)
    {
        var loops = Enumerable.Range(0, measured.Concurrency).Select(_ => new BareLoop(measured.Model.Model, measured.Images[0], measured.Concurrency == 1)).ToList();
        List<double> limit = [], engine = [], decode = [], ours = [], bytes = [];

        // One additional caller keeps every core busy while a result is handed over.
        var callers = measured.Concurrency == 1 ? 1 : measured.Concurrency + 1;
        for (var round = -1; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bare = Throughput.OfThreads(window, [.. loops.Select((loop, number) => BareCaller(measured, loop, number, decodes: true, runs: true))]);
            var (rate, allocated) = await Throughput.OfTasksAsync(window, callers, async image =>
                await measured.Pipeline.RunAsync(measured.Images[image % measured.Images.Length].Bytes, measured.Model, Parameters, cancellationToken));
            var runs = Throughput.OfThreads(window / 2, [.. loops.Select((loop, number) => BareCaller(measured, loop, number, decodes: false, runs: true))]);
            var decodes = Throughput.OfThreads(window / 4, [.. loops.Select((loop, number) => BareCaller(measured, loop, number, decodes: true, runs: false))]);
            if (round >= 0)
            {
                limit.Add(bare);
                ours.Add(rate);
                bytes.Add(allocated);
                engine.Add(runs);
                decode.Add(decodes);
            }
        }

        loops.ForEach(loop => loop.Dispose());
        Write(report, table, measured, new Samples(ours), new Samples(limit), new Samples(engine), new Samples(decode), new Samples(bytes));
    }

    private static Action BareCaller(Case measured, BareLoop loop, int first, bool decodes, bool runs)
    {
        var image = first;
        return () =>
        {
            if (decodes)
            {
                loop.Decode(measured.Images[image++ % measured.Images.Length]);
            }

            if (runs)
            {
                loop.Run();
            }
        };
    }

    private static void Write(Report report, ResultTable table, Case measured, Samples ours, Samples limit, Samples engine, Samples decode, Samples bytes)
    {
        var (model, ratio) = (measured.Model.Description.Name, ours.RatioTo(limit));
        table.Row(model, measured.Kind, $"{measured.Concurrency}")
            .With("pipeline", ours).With("decode + engine", limit).With("engine alone", engine).With("decode alone", decode)
            .With("pipeline / (decode + engine)", ratio).With("managed bytes a photo", bytes);
        if (model == "yolov8n-uint8" && measured.Kind == "ordinary")
        {
            report.AtLeast($"{model}, {measured.Concurrency} at a time: pipeline over decode + engine", ratio.Median, 0.93);
            report.AtMost($"{model}, {measured.Concurrency} at a time: share that is neither decode nor engine", 1 - ratio.Median, 0.06);
        }

        report.AtMost($"{model}, {measured.Kind}, {measured.Concurrency} at a time: managed bytes a photo", bytes.Median, 2048);
    }

    private sealed record Case(InferencePipeline Pipeline, ServedModel Model, string Kind, ImageFile[] Images, int Concurrency);
}
