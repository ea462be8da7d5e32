using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Stages;

/// <summary>The stages around the engine's run, each compared with the fastest known implementation and a plain one.</summary>
internal static class StagesBenchmark
{
    private static readonly (string Name, Func<StageRun, CancellationToken, Task> MeasureAsync)[] Stages =
    [
        ("decode", DecodeStage.MeasureAsync),
        ("letterbox", LetterboxStage.MeasureAsync),
        ("postprocess", PostprocessStage.MeasureAsync),
        ("telemetry", TelemetryStage.MeasureAsync),
    ];

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var report = new Report("stages", "milliseconds per image on one thread, contestants in alternation; medians and ranges over rounds, ratios round by round", arguments);
        var run = new StageRun(report, arguments.RepeatsOr(9, 3), arguments.WindowOr(0.5, 0.1));
        report.Setting("rounds", $"{run.Rounds} × {run.Window.TotalSeconds:0.##} s each");
        foreach (var (name, measureAsync) in Stages.Where(stage => arguments.Includes(stage.Name)))
        {
            Report.Progress(name);
            await measureAsync(run, cancellationToken);
        }

        return report.Publish();
    }
}

/// <summary>The parameters of all stages.</summary>
/// <param name="Report">Receiver of the results.</param>
/// <param name="Rounds">Number of samples per contestant.</param>
/// <param name="Window">Duration of one sample.</param>
internal sealed record StageRun(Report Report, int Rounds, TimeSpan Window);

/// <summary>Output of a head to detections, compared with plain C#: the same work as the benchmark <c>heads</c>.</summary>
internal static class PostprocessStage
{
    public static Task MeasureAsync(StageRun run, CancellationToken cancellationToken)
    {
        var head = new HeadBenchmark();
        head.CreateOutput();
        var times = Interleaved.Time(run.Rounds, run.Window, () => head.Ours(), () => head.PlainScalar());
        var ratio = times[1].RatioTo(times[0]);
        run.Report.Table("Decode of a [84, 8400] head, and NMS", "head").Row("12 objects, confidence 0.25, IoU 0.45")
            .With("ours, ms", times[0]).With("plain, ms", times[1]).With("plain over ours", ratio);
        run.Report.AtLeast("plain over ours, head", ratio.Median, 3);
        return Task.CompletedTask;
    }
}
