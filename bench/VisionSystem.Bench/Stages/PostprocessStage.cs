using VisionSystem.Bench.Heads;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Stages;

/// <summary>A head's output to detections, beside plain C#; the same work as <c>heads</c>, in turn with it.</summary>
internal static class PostprocessStage
{
    public static Task MeasureAsync(StageRun run, CancellationToken cancellationToken)
    {
        var head = new HeadBenchmark();
        head.Draw();
        var times = Interleaved.Time(run.Rounds, run.Window, () => head.Ours(), () => head.PlainScalar());
        var ratio = times[1].Over(times[0]);
        run.Report.Table("Decode of a [84, 8400] head, and NMS", "head").Row("12 objects, confidence 0.25, IoU 0.45")
            .With("ours, ms", times[0]).With("plain, ms", times[1]).With("plain over ours", ratio);
        run.Report.AtLeast("plain over ours, head", ratio.Median, 3);
        return Task.CompletedTask;
    }
}
