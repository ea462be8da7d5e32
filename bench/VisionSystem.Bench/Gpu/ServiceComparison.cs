using System.Globalization;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Gpu;

/// <summary>The service over HTTP on the GPU, with several batch sizes and numbers of concurrent runs, and on the CPU.</summary>
internal sealed class ServiceComparison(Report report, string model, TimeSpan window, int rounds) : IAsyncDisposable
{
    private static readonly int[] Clients = [1, 8, 32, 64];

    private readonly List<Contestant> _contestants = [];
    private readonly GpuMeter _gpu = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync("cpu", [("CV_USE_GPU", "false")], cancellationToken);
        foreach (var (batch, runs, pinned) in ((int, int, bool)[])[(8, 4, true), (8, 2, true), (8, 2, false), (32, 2, true)])
        {
            await StartAsync(
                $"cuda, batch {batch}, {runs} runs{(pinned ? "" : ", pageable")}",
                [
                    ("CV_USE_GPU", "true"),
                    ("CV_EXECUTION_PROVIDERS", "cuda"),
                    ("CV_MAX_BATCH", batch.ToString(CultureInfo.InvariantCulture)),
                    ("Vision__Execution__ConcurrentRuns", runs.ToString(CultureInfo.InvariantCulture)),
                    ("Vision__Execution__Cuda__PinnedMemory", pinned.ToString()),
                ],
                cancellationToken);
        }

        foreach (var one in _contestants)
        {
            await ClosedLoop.RunAsync(one.Server.Images(BenchFiles.OrdinaryImages), 4 * Environment.ProcessorCount, window, window / 2, cancellationToken);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var one in _contestants)
            {
                Report.Progress($"HTTP: round {round + 1} of {rounds}, {one.Server.Name}");
                await MeasureAsync(one, cancellationToken);
            }
        }

        Write();
    }

    public ValueTask DisposeAsync()
    {
        _contestants.ForEach(one => one.Server.Dispose());
        _gpu.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync(string name, (string, string)[] settings, CancellationToken cancellationToken)
    {
        Report.Progress($"start of {name}");
        try
        {
            var start = VisionServer.Inference(model, name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'), [.. settings, .. VisionServer.LongQueueFor(2 * Clients[^1])]);
            var begun = TimeProvider.System.GetTimestamp();
            var server = await RunningServer.StartAsync(start, cancellationToken);
            var ready = TimeProvider.System.GetElapsedTime(begun).TotalSeconds;
            _contestants.Add(new Contestant(name, server, ready));
        }
        catch (ServerException e)
        {
            report.NotMeasured(name, e.Message);
        }
    }

    private async Task MeasureAsync(Contestant one, CancellationToken cancellationToken)
    {
        foreach (var clients in Clients)
        {
            var target = one.Server.Images(BenchFiles.OrdinaryImages);
            await ClosedLoop.RunAsync(target, clients, window / 4, window / 8, cancellationToken);
            var before = await CountersAsync(one.Server, cancellationToken);
            _gpu.TakeUtilisation();
            var run = await ClosedLoop.RunAsync(target, clients, TimeSpan.Zero, window, cancellationToken);
            Report.Progress($"  {clients} clients: {Cell.Format(run.Throughput)} images/s");
            one.Add(clients, run, _gpu.TakeUtilisation(), before, await CountersAsync(one.Server, cancellationToken));
        }
    }

    private void Write()
    {
        var table = report.Table("Service over HTTP", "service", "clients");
        foreach (var one in _contestants)
        {
            foreach (var clients in Clients)
            {
                one.Write(table, clients, _contestants[0]);
            }
        }

        var starts = report.Table("Start", "service");
        _contestants.ForEach(one => starts.Row(one.Name).With("until ready, s", one.Ready));
        report.Setting("peak GPU memory, all services together", string.Create(CultureInfo.InvariantCulture, $"{_gpu.PeakMemory:0} MiB"));
        report.NoteOthers(_contestants.SelectMany(one => one.Shares));
    }

    /// <summary>Reads the counters of batches and of allocated memory.</summary>
    private static async Task<Counters> CountersAsync(RunningServer server, CancellationToken cancellationToken)
    {
        var lines = (await server.GetAsync("/metrics", cancellationToken)).Split('\n');
        return new Counters(Sum("cv_batch_size_sum"), Sum("cv_batch_size_count"), Sum("dotnet_gc_heap_total_allocated_bytes"));

        double Sum(string metric) => lines.Where(line => line.StartsWith(metric, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private readonly record struct Counters(double Images, double Runs, double Allocated);

    private sealed class Contestant(string name, RunningServer server, double ready)
    {
        private readonly List<(int Clients, LoadRun Run, double Gpu, double Batch, double Allocated)> _runs = [];

        public string Name => name;

        public RunningServer Server => server;

        public double Ready => ready;

        public IEnumerable<CpuShares> Shares => _runs.Select(run => run.Run.Cpu);

        public void Add(int clients, LoadRun run, double gpu, Counters before, Counters after) => _runs.Add(
            (clients, run, gpu, (after.Images - before.Images) / (after.Runs - before.Runs), (after.Allocated - before.Allocated) / (after.Images - before.Images)));

        public void Write(ResultTable table, int clients, Contestant reference)
        {
            var runs = _runs.FindAll(run => run.Clients == clients);
            var rates = Rates(clients);
            var ratio = reference._runs.Count > 0 ? rates.RatioTo(reference.Rates(clients)).Median : double.NaN;
            table.Row(name, clients.ToString(CultureInfo.InvariantCulture))
                .With("images/s", rates)
                .With("over the first row", ratio)
                .With("p50, ms", new Samples(runs.Select(run => run.Run.LatencySamples().Median)))
                .With("p95, ms", new Samples(runs.Select(run => run.Run.LatencySamples().Percentile(95))))
                .With("failures", runs.Sum(run => run.Run.Failures))
                .With("images per run", runs.Average(run => run.Batch))
                .With("GPU, %", runs.Average(run => run.Gpu))
                .With("managed bytes per image", runs.Average(run => run.Allocated))
                .With([.. runs.Select(run => run.Run.Cpu)]);
        }

        private Samples Rates(int clients) => new(_runs.Where(run => run.Clients == clients).Select(run => run.Run.Throughput));
    }
}
