using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Stages;

/// <summary>What is done to an image beside the engine's run, each stage beside the fastest known way and a plain one.</summary>
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
        var report = new Report("stages", "milliseconds per photo on one thread, contestants in turn; medians and ranges over rounds, ratios round by round", arguments);
        var run = new StageRun(report, arguments.RepeatsOr(9, 3), arguments.WindowOr(0.5, 0.1));
        report.Setting("rounds", $"{run.Rounds} × {run.Window.TotalSeconds:0.##} s each");
        foreach (var (name, measureAsync) in Stages.Where(stage => arguments.Wants(stage.Name)))
        {
            Report.Progress(name);
            await measureAsync(run, cancellationToken);
        }

        return report.Publish();
    }
}

/// <summary>What the stages share.</summary>
/// <param name="Report">Where results go.</param>
/// <param name="Rounds">How often each contestant has its turn.</param>
/// <param name="Window">How long a turn is.</param>
internal sealed record StageRun(Report Report, int Rounds, TimeSpan Window);
