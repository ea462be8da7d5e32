using VisionSystem.Bench.Peers;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>Object detection over HTTP: our service compared with FastAPI and Node on the same machine, models and images.</summary>
internal static class HttpBenchmark
{
    private const string Recording = "recording";

    public static async Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var plan = HttpPlan.Of(arguments);
        var report = new Report("http", "JPEG in, boxes out over HTTP; one server under load at a time, in rotation", arguments);
        report.Setting("closed loop", $"{plan.Rounds} × {plan.Window.TotalSeconds:0.#} s");
        report.Setting("open loop", $"{plan.OpenRounds} × {plan.OpenWindow.TotalSeconds:0.#} s");
        try
        {
            await MeasureAsync(arguments, plan, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Note("STOPPED early: missing values were not measured.");
        }

        report.Note("Peak memory is the sum of VmHWM over a server's processes. FastAPI decodes in full, as cv2.imdecode does; Node's sharp downscales while decoding.");
        report.Note("With the engines' difference taken out: the time of a peer's engine per image is replaced by the time of ours. All engines run the unchanged file; the service runs dynamically quantised models in float32 where that is faster, and can therefore exceed its engine here.");
        var code = report.Publish();
        return cancellationToken.IsCancellationRequested ? 130 : code;
    }

    private static async Task MeasureAsync(BenchArguments arguments, HttpPlan plan, Report report, CancellationToken cancellationToken)
    {
        var cases = HttpCase.Of(arguments, new[] { HttpCase.Ordinary, HttpCase.Large }.Where(arguments.Includes));
        var peers = cases.Count > 0 ? await InstalledAsync(report, cancellationToken) : [];
        Report.Progress($"{cases.Count} {(cases.Count == 1 ? "case" : "cases")} of about {plan.Estimate(peers).TotalMinutes:0.#} minutes; Ctrl-C reports the measurements so far");
        foreach (var one in cases)
        {
            await MeasureAsync(one, peers, plan, report, cancellationToken);
        }

        if (arguments.Includes(Recording))
        {
            var ordinary = HttpCase.Of(arguments, HttpCase.Ordinary)[0];
            await RecordingComparison.RunAsync(ordinary, plan, report, cancellationToken);
        }
    }

    private static async Task MeasureAsync(HttpCase one, IReadOnlyList<IPeer> peers, HttpPlan plan, Report report, CancellationToken cancellationToken)
    {
        using var run = new CaseRun(one, plan, report);
        try
        {
            await run.RunAsync(peers, cancellationToken);
        }
        finally
        {
            if (run.TrimToCompleteRounds())
            {
                HttpTables.Add(report, one, run);
                report.Save();
            }
        }
    }

    private static async Task<IReadOnlyList<IPeer>> InstalledAsync(Report report, CancellationToken cancellationToken)
    {
        List<IPeer> installed = [];
        foreach (var peer in new IPeer[] { new FastApiPeer(), new NodePeer() })
        {
            if (await peer.InstallAsync(cancellationToken) is { } missing)
            {
                report.NotMeasured(peer.Name, missing);
            }
            else
            {
                installed.Add(peer);
            }
        }

        return installed;
    }
}
