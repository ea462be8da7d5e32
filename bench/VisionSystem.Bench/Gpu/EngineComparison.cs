using System.Globalization;
using VisionSystem.Bench.Pipeline;
using VisionSystem.Bench.Reporting;
using VisionSystem.Vision.Models;

namespace VisionSystem.Bench.Gpu;

/// <summary>Images per second of the engine alone, transfers between host and GPU included, with filled tensors.</summary>
internal static class EngineComparison
{
    private static readonly int[] Batches = [1, 8, 32];

    public static void Run(Report report, string model, TimeSpan window, int rounds, CancellationToken cancellationToken)
    {
        Report.Progress("engine");
        var contestants = new List<Contestant>();
        try
        {
            contestants.Add(new Contestant("cpu", 1, Engines.Open(model, Engines.Cpu, 1), Environment.ProcessorCount));
            foreach (var batch in Batches)
            {
                foreach (var (name, options) in Engines.CudaVariants)
                {
                    AddCuda(report, contestants, model, batch, name, options);
                }
            }

            AddCuda(report, contestants, model, Batches[1], $"cuda, {Batches[1]} and {Batches[1] - 1} images in turn, batches not filled", Engines.Cuda with { Cuda = new() { FullBatches = false } }, varies: true);
            for (var round = -1; round < rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                contestants.ForEach(one => one.Measure(window / 2, counts: round >= 0));
            }

            var table = report.Table("Engine alone, transfers included", "provider", "images per run");
            foreach (var one in contestants)
            {
                one.Write(table, contestants[0]);
            }
        }
        finally
        {
            contestants.ForEach(one => one.Dispose());
        }
    }

    private static void AddCuda(Report report, List<Contestant> contestants, string model, int batch, string name, ExecutionOptions options, bool varies = false)
    {
        try
        {
            var loaded = Engines.Open(model, options, batch);
            contestants.Add(new Contestant(name, loaded.BatchSize, loaded, options.ConcurrentRunsOn("cuda"), varies));
        }
        catch (ModelException e)
        {
            report.NotMeasured($"engine on {name}, {batch} images per run", e.Message);
        }
    }

    private sealed class Contestant : IDisposable
    {
        private readonly string _name;
        private readonly int _batch;
        private readonly LoadedModel _model;
        private readonly InferenceBuffers[] _buffers;
        private readonly bool _varies;
        private readonly List<double> _single = [];
        private readonly List<double> _concurrent = [];

        /// <param name="name">The row's label.</param>
        /// <param name="batch">The number of images per run.</param>
        /// <param name="model">The model, disposed with this object.</param>
        /// <param name="runs">The number of concurrent runs, as in the service.</param>
        /// <param name="varies">True if every second run has one image less.</param>
        public Contestant(string name, int batch, LoadedModel model, int runs, bool varies = false)
        {
            (_name, _batch, _model, _varies) = (name, batch, model, varies);
            _buffers = [.. Enumerable.Range(0, runs).Select(_ => model.NewBuffers())];
        }

        public void Measure(TimeSpan window, bool counts)
        {
            var single = Rate(window, [Caller(_buffers[0], alone: true)]);
            var concurrent = Rate(window, [.. _buffers.Select(buffers => Caller(buffers, alone: false))]);
            if (counts)
            {
                _single.Add(single);
                _concurrent.Add(concurrent);
            }
        }

        public void Write(ResultTable table, Contestant reference)
        {
            var (single, concurrent) = (new Samples(_single), new Samples(_concurrent));
            table.Row(_name, _batch.ToString(CultureInfo.InvariantCulture))
                .With("one run, ms", single.Select(rate => 1000 * _batch / rate))
                .With("one run at a time, images/s", single)
                .With("concurrent runs", _buffers.Length)
                .With("concurrent runs, images/s", concurrent)
                .With("over the CPU", concurrent.RatioTo(new Samples(reference._concurrent)));
        }

        public void Dispose()
        {
            Array.ForEach(_buffers, buffers => buffers.Dispose());
            _model.Dispose();
        }

        /// <summary>Images per second; a window shorter than one run is doubled.</summary>
        private double Rate(TimeSpan window, IReadOnlyList<Action> callers) =>
            Throughput.OfThreads(window, callers) is > 0 and var runs ? _batch * runs : Rate(2 * window, callers);

        private Action Caller(InferenceBuffers buffers, bool alone)
        {
            var run = 0;
            return () => _model.Run(buffers, _varies ? _batch - (run++ % 2) : _batch, alone);
        }
    }
}
