using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>Decoded pixels to a padded <c>[3, H, W]</c> float32 tensor, compared with OpenCV and with plain C#.</summary>
internal static class LetterboxStage
{
    private static readonly LetterboxCase[] Cases =
    [
        new(640, 480, 640),
        new(1080, 810, 640),
        new(1080, 810, 640, Rotated: true),
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
            run.Report.Note($"{openCv.Description}: rotate if required, resize (INTER_LINEAR), copyMakeBorder, dnn.blobFromImage; the allocator retains its memory.");
        }

        run.Report.Note("Difference: the maximum difference from OpenCV's tensor, in grey levels. For a reduction by more than a factor of two, ours and the plain version first average squares of pixels, while OpenCV skips pixels.");
        foreach (var letterbox in Cases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report.Progress($"  {letterbox.Name}");
            Measure(run, table, letterbox, openCv);
        }
    }

    private static void Measure(StageRun run, ResultTable table, LetterboxCase letterbox, OpenCvPeer? openCv)
    {
        using var image = letterbox.CreateImage();
        var plan = letterbox.Plan;
        var plain = new PlainLetterbox(new UprightView(image, letterbox.Orientation), plan);
        var slot = new float[PixelBuffer.Channels * letterbox.Input * letterbox.Input];
        List<Func<TimeSpan, double>> contestants = [Interleaved.Timed(Ours), Interleaved.Timed(() => plain.Fill())];
        if (openCv is not null)
        {
            contestants.AddRange(window => openCv.Time("all", letterbox, window), window => openCv.Time("resize", letterbox, window));
        }

        var times = Interleaved.Measure(run.Rounds, run.Window, [.. contestants]);
        var overPlain = times[1].RatioTo(times[0]);
        var row = table.Row(letterbox.Name).With("ours, ms", times[0]).With("plain, ms", times[1]).With("plain over ours", overPlain);
        run.Report.AtLeast($"plain over ours, {letterbox.Name}", overPlain.Median, 3);
        if (openCv is not null)
        {
            var overOpenCv = times[0].RatioTo(times[2]);
            row.With("OpenCV, ms", times[2]).With("of it resize", times[3]).With("ours over OpenCV", overOpenCv).With("difference", Difference(slot, openCv.Levels(letterbox)));
            run.Report.AtMost($"ours over OpenCV, {letterbox.Name}", overOpenCv.Median, 1);
        }

        void Ours() => Letterbox.Fill(new UprightView(image, letterbox.Orientation), plan, PixelLayout.UnitRgb, slot);
    }

    private static double Difference(float[] ours, byte[] theirs) => ours.Zip(theirs, (one, other) => Math.Abs(Math.Round(one * 255) - other)).Max();
}
