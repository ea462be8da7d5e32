using System.Globalization;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>
/// Minutes of mixed photos, broken files and clients that go away, at 70 % of what the service can do: does it keep its
/// memory, its handles and its times? Then the same with a service that leaks, which the same judge has to find out.
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
        var report = new Report("soak", "mixed photos, broken files and clients that go away, in an open loop");
        report.Setting("model", Path.GetFileNameWithoutExtension(model));
        report.Setting("length", string.Create(CultureInfo.InvariantCulture, $"{length.TotalMinutes:0.#} min, judged after {warm.TotalSeconds:0} s"));


        var (service, rate) = await SoakAsync(VisionServer.Inference(model, "soak"), null, length, report, cancellationToken);
        SoakTables.AddTimeline(report, "Our service", service);
        SoakTables.AddKinds(report, service);
        var judged = SoakJudge.Of(service, warm, length);

        // The control gets as long as it takes to be found out, and our service is judged over that stretch as well.
        var longest = length - warm;
        var control = warm + TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, Math.Max(longest.TotalSeconds / 4, LeaksToShow / rate)));
        var shorter = SoakJudge.Of(service, warm, control);
        var (leaking, _) = await SoakAsync(Leaking(model), rate, control, report, cancellationToken);
        SoakTables.AddTimeline(report, "The leaking control", leaking);
        SoakTables.AddVerdicts(report, service, judged, shorter, SoakJudge.Of(leaking, warm, control));
        report.NoteOthers([service.Cpu, leaking.Cpu]);
        report.Publish();
        return report.AllReached ? 0 : 2;
    }

    private static ServerStart Leaking(string model)
    {
        var usual = VisionServer.Inference(model, "leaking-control");
        return usual with { Command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "VisionSystem.Bench.dll"), LeakingService.Command] };
    }

    /// <summary>Soaks a service at a rate; at a share of what it can do, if none is given.</summary>
    private static async Task<(SoakRecord Record, double Rate)> SoakAsync(
        ServerStart start, double? rate, TimeSpan length, Report report, CancellationToken cancellationToken)
    {
        using var server = await RunningServer.StartAsync(start, cancellationToken);
        if (rate is null)
        {
            var window = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / 20, 4, 15));
            var able = await ClosedLoop.RunAsync(SoakMix.For(server, staying: true), 4 * Environment.ProcessorCount, window / 3, window, cancellationToken);
            rate = Share * able.Exchanges.Count / able.Length.TotalSeconds;
            report.Setting("rate", string.Create(CultureInfo.InvariantCulture, $"{rate:0.0}/s, {Share:P0} of what it can do"));
        }

        Report.Progress(string.Create(CultureInfo.InvariantCulture, $"{start.Name}: {length.TotalMinutes:0.#} min at {rate:0.0} requests/s"));
        return (await SoakRecord.TakeAsync(server, rate.Value, length, cancellationToken), rate.Value);
    }
}
