using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Inference;
using VisionSystem.Inference.Detection;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Pipeline;
using VisionSystem.ServiceDefaults;

namespace VisionSystem.Bench;

/// <summary>
/// What loading a second model costs the first: p95 of photos one after the other in windows of five seconds, by turns
/// without a load and with one load in the window; medians over the windows, in one run.
/// </summary>
internal static class SecondModelBenchmark
{
    private const int Windows = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] models)
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        var (first, second) = models is [var one, var other] ? (one, other) : (Path.Combine(root, "models", "demo.onnx"), Path.Combine(root, "models", "demo.onnx"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults(InferenceService.Name);
        InferenceService.AddTo(builder);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var (loader, opener, pipeline) = (app.Services.GetRequiredService<ModelLoader>(), app.Services.GetRequiredService<ModelOpener>(), app.Services.GetRequiredService<PhotoPipeline>());
        var model = loader.Load("first", first);
        var photo = await File.ReadAllBytesAsync(Path.Combine(root, "samples", "shelf.jpg"));

        await MeasureAsync(pipeline, model, photo, null);
        List<double> alone = [], beside = [];
        for (var window = 0; window < Windows; window++)
        {
            alone.Add(await MeasureAsync(pipeline, model, photo, null));
            beside.Add(await MeasureAsync(pipeline, model, photo, () => LoadAsync(opener, second)));
        }

        var (quiet, busy) = (Median(alone), Median(beside));
        Console.WriteLine($"{Environment.ProcessorCount} cores, {Windows} windows of {Window.TotalSeconds:0} s each way, {Path.GetFileName(first)} answering, {Path.GetFileName(second)} loading");
        Console.WriteLine($"p95 alone             {quiet,8:0.00} ms  ({alone.Min():0.00} to {alone.Max():0.00})");
        Console.WriteLine($"p95 beside one load   {busy,8:0.00} ms  ({beside.Min():0.00} to {beside.Max():0.00})");
        Console.WriteLine($"ratio                 {busy / quiet,8:0.00}     (limit 1.20)");
        return busy / quiet <= 1.2 ? 0 : 2;
    }

    private static async Task<double> MeasureAsync(PhotoPipeline pipeline, LoadedModel model, byte[] photo, Func<Task>? load)
    {
        var times = new List<double>();
        var window = Stopwatch.StartNew();
        Task? loading = null;
        while (window.Elapsed < Window)
        {
            if (load is not null && loading is null && window.Elapsed > Window / 4)
            {
                loading = Task.Run(load);
            }

            var start = Stopwatch.GetTimestamp();
            await pipeline.RunAsync(photo, model, new DetectionParameters(0.25f, 0.45f, 300, ClassFilter.All), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await (loading ?? Task.CompletedTask);
        times.Sort();
        return times[(int)(times.Count * 0.95)];
    }

    private static async Task LoadAsync(ModelOpener opener, string file) => (await opener.OpenAsync("second", file, CancellationToken.None)).Model.Release();

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
