using System.Globalization;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// Several minutes of mixed images, damaged files and disconnecting clients at 70 % of the capacity. Checks memory, handles and
/// latency for drift; latency is compared with a fresh service. A leaking control then receives the same load, and the same
/// verdict must detect its leak.
/// </summary>
internal static class SoakBenchmark
{
    private const double Share = 0.7;

    /// <summary>Number of requests after which the leak of the control exceeds the limits of the verdict.</summary>
    private const int MinLeakingRequests = 300;

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var length = arguments.Length ?? TimeSpan.FromMinutes(arguments.Quick ? 1 : 10);
        var warm = SoakVerdict.WarmUp(length);
        var model = BenchFiles.Models(arguments.Models is { Count: > 0 } named ? named : ["yolov8n-uint8"])[0];
        var report = new Report("soak", "mixed images, damaged files and disconnecting clients, in an open loop", arguments);
        report.Setting("model", Path.GetFileNameWithoutExtension(model));
        report.Setting("length", string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0.#} min, judged after {warm.TotalSeconds:0} s"));

        var (service, rate, beside) = await SoakOursAsync(model, length, report, cancellationToken);
        SoakTables.AddTimeline(report, "Our service", service);
        SoakTables.AddKinds(report, service);
        var judged = SoakVerdict.Of(service, warm, length);

        // The control runs until its leak is detectable, and our service is also judged over that shorter time.
        var longest = length - warm;
        var control = warm + TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Max(longest.TotalSeconds / 4, MinLeakingRequests / rate)));
        var shorter = SoakVerdict.Of(service, warm, control);
        using var leak = await RunningServer.StartAsync(Leaking(model), cancellationToken);
        var leaking = await SoakAsync(leak, rate, control, report, cancellationToken);
        SoakTables.AddTimeline(report, "The leaking control", leaking);
        SoakTables.AddVerdicts(report, service, judged, shorter, SoakVerdict.Of(leaking, warm, control));
        beside.AddTo(report);
        report.NoteOthers([service.Cpu, leaking.Cpu]);
        return report.Publish();
    }

    private static ServerStart Leaking(string model)
    {
        var usual = VisionServer.Inference(model, "leaking-control");
        return usual with { Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "VisionSystem.Bench.dll"), LeakingService.Command] };
    }

    /// <summary>Soaks our service at a fraction of its capacity, then compares it with a fresh one.</summary>
    private static async Task<(SoakRecord Record, double Rate, FreshServiceComparison Beside)> SoakOursAsync(
        string model, TimeSpan length, Report report, CancellationToken cancellationToken)
    {
        using var server = await RunningServer.StartAsync(VisionServer.Inference(model, "soak"), cancellationToken);
        var window = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 20, 4, 15));
        var able = await ClosedLoop.RunAsync(SoakMix.For(server, staying: true), 4 * Environment.ProcessorCount, window / 3, window, cancellationToken);
        var rate = Share * able.Exchanges.Count / able.Length.TotalSeconds;
        report.Setting("rate", string.Create(CultureInfo.InvariantCulture, $"{rate:0.0}/s, {Share:P0} of the capacity"));
        var record = await SoakAsync(server, rate, length, report, cancellationToken);
        return (record, rate, await FreshServiceComparison.MeasureAsync(server, VisionServer.Inference(model, "soak-fresh"), rate, window, cancellationToken));
    }

    private static Task<SoakRecord> SoakAsync(RunningServer server, double rate, TimeSpan length, Report report, CancellationToken cancellationToken)
    {
        Report.Progress(string.Create(CultureInfo.InvariantCulture, $"{server.Name}: {length.TotalMinutes:0.#} min at {rate:0.0} requests/s"));
        return SoakRecord.RecordAsync(server, rate, length, cancellationToken);
    }
}
