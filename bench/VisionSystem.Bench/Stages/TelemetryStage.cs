using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Metrics;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// The cost of metrics and spans per image with the default collection of the service, compared with the decode of a small image, which
/// is only a part of the total time of an image.
/// </summary>
internal static class TelemetryStage
{
    private static readonly string[] Phases = ["queue", "decode", "preprocess", "inference", "postprocess"];

    public static async Task MeasureAsync(StageRun run, CancellationToken cancellationToken)
    {
        var builder = ServiceHost.CreateBuilder([]);
        builder.AddServiceDefaults("bench");
        await using var service = builder.Build();
        _ = service.Services.GetRequiredService<MeterProvider>();
        var (codecs, file) = (new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance), File.ReadAllBytes(BenchFiles.OrdinaryImages[0]));
        var times = Interleaved.Time(run.Rounds, run.Window, Image, () => DecodeStage.Decode(codecs, file, out _).Dispose());
        var ratio = times[0].RatioTo(times[1]);
        run.Report.Table("Metrics and spans per image, compared with the decode of a small image", "photo").Row(Path.GetFileName(BenchFiles.OrdinaryImages[0]))
            .With("metrics and spans, ms", times[0]).With("decode, ms", times[1]).With("ratio", ratio);
        run.Report.AtMost("metrics and spans over the decode of a small photo", ratio.Median, 0.02);
    }

    private static void Image()
    {
        InferenceTelemetry.Started();
        var clock = new StageTimer(TimeProvider.System);
        foreach (var phase in Phases)
        {
            clock.Begin(phase);
            clock.End(phase);
        }

        InferenceTelemetry.Completed("detect", "bench", 3, clock.Total);
        InferenceTelemetry.Ended(null);
    }
}
