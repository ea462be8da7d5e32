using System.Diagnostics;
using System.Text.Json;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Http;

/// <summary>
/// The cost of recording: our service with durable recording and delivery to logging-service on the same machine, alternating with
/// our service without recording.
/// </summary>
internal static class RecordingComparison
{
    private static readonly TimeSpan MaxDeliveryTime = TimeSpan.FromMinutes(2);

    /// <summary>Time for some thousands of recordings, after which tiered compilation has optimised the recording path.</summary>
    private static readonly TimeSpan JitWarmUp = TimeSpan.FromSeconds(10);
    private static readonly int Concurrency = 4 * Environment.ProcessorCount;

    public static async Task RunAsync(HttpCase measured, HttpPlan plan, Report report, CancellationToken cancellationToken)
    {
        // Stamped images never hit the cache. It is on for the warm-up, which repeats one image to record many predictions quickly.
        (string, string)[] patient = [.. VisionServer.LongQueueFor(2 * Concurrency), ("CV_CACHE_TTL", "3600")];
        using var logging = await RunningServer.StartAsync(VisionServer.Logging(), cancellationToken);
        using var off = await RunningServer.StartAsync(VisionServer.Inference(measured.Model, "recording-off", patient), cancellationToken);
        using var on = await RunningServer.StartAsync(
            VisionServer.Inference(measured.Model, "recording-on", [.. patient, ("CV_RECORDING", "durable"), ("CV_LOGGING_URL", $"http://{logging.EndPoint}")]), cancellationToken);
        List<LoadRun> without = [], with = [];
        List<double> delivered = [];
        foreach (var server in (RunningServer[])[off, on])
        {
            var same = PreparedRequest.Post("same photo", server.Path, await File.ReadAllBytesAsync(measured.Images[0], cancellationToken));
            await ClosedLoop.RunAsync(server.Target([same]), Concurrency, TimeSpan.Zero, JitWarmUp, cancellationToken);
            await LoadAsync(server, measured, plan, cancellationToken);
        }

        await WaitForDeliveryAsync(on, cancellationToken);
        for (var round = 0; round < plan.Rounds; round++)
        {
            Report.Progress($"recording on and off, round {round + 1} of {plan.Rounds}");
            without.Add(await LoadAsync(off, measured, plan, cancellationToken));
            with.Add(await LoadAsync(on, measured, plan, cancellationToken));
            delivered.Add(await WaitForDeliveryAsync(on, cancellationToken));
        }

        Add(report, measured, without, with, new Samples(delivered));
    }

    /// <summary>Uses the longer window, because deliveries arrive in batches.</summary>
    private static Task<LoadRun> LoadAsync(RunningServer server, HttpCase measured, HttpPlan plan, CancellationToken cancellationToken) =>
        ClosedLoop.RunAsync(server.Images(measured.Images), Concurrency, plan.WarmUp, plan.OpenWindow, cancellationToken);

    private static void Add(Report report, HttpCase measured, List<LoadRun> without, List<LoadRun> with, Samples delivered)
    {
        var (off, on) = (new Samples(without.Select(run => run.Throughput)), new Samples(with.Select(run => run.Throughput)));
        var table = report.Table($"{measured.Name}: recording, {Concurrency} clients", "recording");
        table.Row("off").With("photos/s", off).With(without.ConvertAll(run => run.Cpu));
        table.Row("on (durable)").With("photos/s", on).With(with.ConvertAll(run => run.Cpu)).With("ratio", on.RatioTo(off)).With("delivered after, s", delivered);
        report.NoteOthers(without.Select(run => run.Cpu));
        report.Note("With recording, the column 'others' includes logging-service.");
        report.AtLeast("throughput with recording over without", on.RatioTo(off).Median, 0.97);
    }

    /// <summary>Waits until the spool is empty, so that no delivery overlaps the next measurement; returns the seconds.</summary>
    private static async Task<double> WaitForDeliveryAsync(RunningServer server, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            await Polling.WaitAsync("delivered", async token => await WaitingAsync(server, token) == 0, MaxDeliveryTime, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ServerException("logging-service did not accept the predictions within two minutes");
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<long> WaitingAsync(RunningServer server, CancellationToken cancellationToken)
    {
        using var health = JsonDocument.Parse(await server.GetAsync("/health", cancellationToken));
        return health.RootElement.GetProperty("checks").GetProperty("spool").GetProperty("data").GetProperty("waiting").GetInt64();
    }
}
