using System.Diagnostics;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Bench.Pipeline;

/// <summary>
/// The effect of loading a second model on the latency of the first: p95 of sequential images in windows of five seconds, alternately
/// without and with one load per window; medians over the windows of one run.
/// </summary>
internal static class SecondModelBenchmark
{
    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var (window, windows) = (arguments.WindowOr(5, 2), arguments.RepeatsOr(5, 3));
        var demo = Path.Combine(BenchFiles.Root, "models", "demo.onnx");
        var (first, second) = arguments.Rest is [var one, var other] ? (one, other) : (demo, demo);
        var report = new Report("second-model", $"{Path.GetFileName(first)} detects in one image after the other while {Path.GetFileName(second)} loads", arguments);
        await using var app = PipelineBenchmark.BuildService();
        var (loader, opener, pipeline) = (app.Services.GetRequiredService<IModelLoader>(), app.Services.GetRequiredService<ModelOpener>(), app.Services.GetRequiredService<InferencePipeline>());
        var model = opener.Wrap(loader.Load("first", first));
        var image = await File.ReadAllBytesAsync(Path.Combine(BenchFiles.Root, "samples", "shelf.jpg"), cancellationToken);

        await MeasureAsync(pipeline, model, image, window, null, cancellationToken);
        List<double> alone = [], beside = [];
        for (var taken = 0; taken < windows; taken++)
        {
            Report.Progress($"window {taken + 1} of {windows}");
            alone.Add(await MeasureAsync(pipeline, model, image, window, null, cancellationToken));
            beside.Add(await MeasureAsync(pipeline, model, image, window, () => LoadAsync(opener, second), cancellationToken));
        }

        var (quiet, busy) = (new Samples(alone), new Samples(beside));
        report.Setting("windows", $"{windows} × {window.TotalSeconds:0} s");
        var table = report.Table("Latency per image", "photos");
        table.Row("alone").With("p95, ms", quiet);
        table.Row("beside one load").With("p95, ms", busy).With("ratio", busy.RatioTo(quiet));
        report.AtMost("p95 beside one load over p95 alone", busy.Median / quiet.Median, 1.2);
        return report.Publish();
    }

    private static async Task<double> MeasureAsync(InferencePipeline pipeline, ServedModel model, byte[] image, TimeSpan length, Func<Task>? load, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var window = Stopwatch.StartNew();
        Task? loading = null;
        while (window.Elapsed < length)
        {
            if (load is not null && loading is null && window.Elapsed > length / 4)
            {
                loading = Task.Run(load, cancellationToken);
            }

            var start = Stopwatch.GetTimestamp();
            await pipeline.RunAsync(image, model, new DetectionParameters(0.25f, 0.45f, 300, ClassFilter.All), cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await (loading ?? Task.CompletedTask);
        return new Samples(times).Percentile(95);
    }

    private static async Task LoadAsync(ModelOpener opener, string file) => (await opener.OpenAsync("second", file, CancellationToken.None)).Model.Release();
}
