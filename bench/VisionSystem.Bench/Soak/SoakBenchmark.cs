using System.Globalization;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// Minutes of mixed images, broken files and clients that go away, at 70 % of what the service can do: does it keep its
/// memory, its handles and its times? Times are held against a service just started. Then the same load for a service that
/// leaks, which the same judge has to find out.
/// </summary>
internal static class SoakBenchmark
{
    private const double Share = 0.7;

    /// <summary>Requests after which the control's leak is more than the judge lets pass.</summary>
    private const int LeaksToShow = 300;

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var length = arguments.Length ?? TimeSpan.FromMinutes(arguments.Quick ? 1 : 10);
        var warm = SoakJudge.WarmUp(length);
        var model = BenchFiles.Models(arguments.Models is { Count: > 0 } named ? named : ["yolov8n-uint8"])[0];
        var report = new Report("soak", "mixed photos, broken files and clients that go away, in an open loop", arguments);
        report.Setting("model", Path.GetFileNameWithoutExtension(model));
        report.Setting("length", string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0.#} min, judged after {warm.TotalSeconds:0} s"));

        var (service, rate, beside) = await SoakOursAsync(model, length, report, cancellationToken);
        SoakTables.AddTimeline(report, "Our service", service);
        SoakTables.AddKinds(report, service);
        var judged = SoakJudge.Of(service, warm, length);

        // The control gets as long as it takes to be found out, and our service is judged over that stretch as well.
        var longest = length - warm;
        var control = warm + TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Max(longest.TotalSeconds / 4, LeaksToShow / rate)));
        var shorter = SoakJudge.Of(service, warm, control);
        using var leak = await RunningServer.StartAsync(Leaking(model), cancellationToken);
        var leaking = await SoakAsync(leak, rate, control, report, cancellationToken);
        SoakTables.AddTimeline(report, "The leaking control", leaking);
        SoakTables.AddVerdicts(report, service, judged, shorter, SoakJudge.Of(leaking, warm, control));
        beside.AddTo(report);
        report.NoteOthers([service.Cpu, leaking.Cpu]);
        return report.Publish();
    }

    private static ServerStart Leaking(string model)
    {
        var usual = VisionServer.Inference(model, "leaking-control");
        return usual with { Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "VisionSystem.Bench.dll"), LeakingService.Command] };
    }

    /// <summary>Soaks our service at a share of what it can do, and holds it against a fresh one.</summary>
    private static async Task<(SoakRecord Record, double Rate, AgedBesideFresh Beside)> SoakOursAsync(
        string model, TimeSpan length, Report report, CancellationToken cancellationToken)
    {
        using var server = await RunningServer.StartAsync(VisionServer.Inference(model, "soak"), cancellationToken);
        var window = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 20, 4, 15));
        var able = await ClosedLoop.RunAsync(SoakMix.For(server, staying: true), 4 * Environment.ProcessorCount, window / 3, window, cancellationToken);
        var rate = Share * able.Exchanges.Count / able.Length.TotalSeconds;
        report.Setting("rate", string.Create(CultureInfo.InvariantCulture, $"{rate:0.0}/s, {Share:P0} of what it can do"));
        var record = await SoakAsync(server, rate, length, report, cancellationToken);
        return (record, rate, await AgedBesideFresh.TakeAsync(server, VisionServer.Inference(model, "soak-fresh"), rate, window, cancellationToken));
    }

    private static Task<SoakRecord> SoakAsync(RunningServer server, double rate, TimeSpan length, Report report, CancellationToken cancellationToken)
    {
        Report.Progress(string.Create(CultureInfo.InvariantCulture, $"{server.Name}: {length.TotalMinutes:0.#} min at {rate:0.0} requests/s"));
        return SoakRecord.TakeAsync(server, rate, length, cancellationToken);
    }
}
