using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Codecs;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Stages;

/// <summary>JPEG to pixels including the work of the service (header, limits, pooled memory), compared with the bare library.</summary>
internal static class DecodeStage
{
    /// <summary>Side of the model input that determines the decoding scale.</summary>
    private const int Input = 640;

    public static Task MeasureAsync(StageRun run, CancellationToken cancellationToken)
    {
        if (TurboJpegLibrary.Instance is not { } library)
        {
            run.Report.NotMeasured("decoding beside libjpeg-turbo", $"{TurboJpegLibrary.LoadError}. {TurboJpegLibrary.Remedy}");
            return Task.CompletedTask;
        }

        var table = run.Report.Table("Decode, compared with bare libjpeg-turbo", "photo");
        var ordinary = File.ReadAllBytes(BenchFiles.OrdinaryImages[0]);
        var large = File.ReadAllBytes(LargeImages.Get(1)[0]);
        Measure(run, table, library, ordinary, scaled: false);
        Measure(run, table, library, large, scaled: false);
        cancellationToken.ThrowIfCancellationRequested();
        Measure(run, table, library, large, scaled: true);
        return Task.CompletedTask;
    }

    private static void Measure(StageRun run, ResultTable table, TurboJpegLibrary library, byte[] file, bool scaled)
    {
        var codecs = new ImageCodecs(new ImagingOptions { ScaledDecode = scaled }, NullLogger<ImageCodecs>.Instance);
        using var first = Decode(codecs, file, out var header);
        using var bare = new BareJpeg(library, file, first.Width, first.Height);
        var times = Interleaved.Time(run.Rounds, run.Window, () => Decode(codecs, file, out _).Dispose(), bare.Decode);
        var name = $"{header.Width} × {header.Height}{(first.Width < header.Width ? $", at {first.Width} × {first.Height} for {Input}" : "")}, {file.Length / 1024} KiB";
        var ratio = times[0].RatioTo(times[1]);
        table.Row(name).With("ours, ms", times[0]).With("libjpeg-turbo, ms", times[1]).With("ratio", ratio);
        run.Report.AtMost($"decode over libjpeg-turbo, {name}", ratio.Median, 1.02);
    }

    public static PixelBuffer Decode(ImageCodecs codecs, byte[] file, out ImageHeader header)
    {
        var fault = codecs.ReadHeader(file, out header, out var detail);
        var plan = Letterbox.Plan(header.UprightWidth, header.UprightHeight, Input, Input, LetterboxPlacement.Centre);
        PixelBuffer? pixels = null;
        if (fault == ImageFault.None)
        {
            codecs.Decode(file, header, plan.ScaledWidth, plan.ScaledHeight, out pixels, out detail);
        }

        return pixels ?? throw new InvalidDataException(detail);
    }
}
