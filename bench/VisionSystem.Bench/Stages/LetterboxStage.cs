using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>Decoded pixels to a padded <c>[3, H, W]</c> float32 tensor, beside OpenCV and beside plain C#.</summary>
internal static class LetterboxStage
{
    private static readonly LetterboxCase[] Cases =
    [
        new(640, 480, 640),
        new(1080, 810, 640),
        new(1080, 810, 640, Turned: true),
        new(1920, 1080, 640),
        new(1920, 1080, 416),
    ];

    public static async Task MeasureAsync(StageRun run, CancellationToken cancellationToken)
    {
        var (peer, missing) = await OpenCvPeer.StartAsync(cancellationToken);
        using var openCv = peer;
        var table = run.Report.Table("Letterbox, colour order, scale and layout", "picture");
        if (openCv is null)
        {
            run.Report.NotMeasured("OpenCV", missing!);
        }
        else
        {
            run.Report.Note($"{openCv.Description}: rotate where turned, resize (INTER_LINEAR), copyMakeBorder, dnn.blobFromImage; with an allocator that keeps its memory.");
        }

        run.Report.Note("Difference: the greatest from OpenCV's tensor, in grey levels. Where a picture shrinks by more than twice, ours and the plain version average squares of pixels first and OpenCV skips pixels.");
        foreach (var letterbox in Cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report.Progress($"  {letterbox.Name}");
            Measure(run, table, letterbox, openCv);
        }
    }

    private static void Measure(StageRun run, ResultTable table, LetterboxCase letterbox, OpenCvPeer? openCv)
    {
        using var picture = letterbox.Paint();
        var plan = letterbox.Plan;
        var plain = new PlainLetterbox(new UprightView(picture, letterbox.Orientation), plan);
        var slot = new float[PixelBuffer.Channels * letterbox.Input * letterbox.Input];
        List<Func<TimeSpan, double>> contestants = [Interleaved.Clock(Ours), Interleaved.Clock(() => plain.Fill())];
        if (openCv is not null)
        {
            contestants.AddRange(window => openCv.Time("all", letterbox, window), window => openCv.Time("resize", letterbox, window));
        }

        var times = Interleaved.Measure(run.Rounds, run.Window, [.. contestants]);
        var overPlain = times[1].Over(times[0]);
        var row = table.Row(letterbox.Name).With("ours, ms", times[0]).With("plain, ms", times[1]).With("plain over ours", overPlain);
        run.Report.AtLeast($"plain over ours, {letterbox.Name}", overPlain.Median, 3);
        if (openCv is not null)
        {
            var overOpenCv = times[0].Over(times[2]);
            row.With("OpenCV, ms", times[2]).With("of it resize", times[3]).With("ours over OpenCV", overOpenCv).With("difference", Difference(slot, openCv.Levels(letterbox)));
            run.Report.AtMost($"ours over OpenCV, {letterbox.Name}", overOpenCv.Median, 1);
        }

        void Ours() => Letterbox.Fill(new UprightView(picture, letterbox.Orientation), plan, PixelLayout.UnitRgb, slot);
    }

    private static double Difference(float[] ours, byte[] theirs) => ours.Zip(theirs, (one, other) => Math.Abs(Math.Round(one * 255) - other)).Max();
}
