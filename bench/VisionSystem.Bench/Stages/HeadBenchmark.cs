using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Running;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Bench.Stages;

/// <summary>
/// Decodes a <c>[84, 8400]</c> head with NMS at confidence 0.25, compared with a plain scalar version. The output resembles a
/// street scene: nearly all scores are near zero, with a cluster of about a dozen anchors per object.
/// </summary>
[MemoryDiagnoser]
public class HeadBenchmark
{
    private const int Classes = 80;
    private const int Anchors = 8400;
    private readonly float[] _output = new float[(4 + Classes) * Anchors];
    private readonly DecodeScratch _scratch = new();
    private readonly YoloV8Decoder _decoder = new(Classes, Anchors);
    private readonly DetectionParameters _parameters = new(0.25f, 0.45f, 300, ClassFilter.All);

    internal static Task<int> RunAsync(BenchArguments arguments, CancellationToken cancellationToken)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        var begun = TimeProvider.System.GetUtcNow();
        ReportFile.Check(arguments.Out);

        var summary = BenchmarkRunner.Run<HeadBenchmark>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(BenchFiles.Output));
        if (arguments.Out is { } file)
        {
            ReportFile.Write(file, output =>
            {
                ReportFile.WriteOrigin(output, "heads", arguments, begun);
                MarkdownExporter.Console.ExportToLog(summary, new TextLogger(output));
            });
        }

        return Task.FromResult(0);
    }

    [GlobalSetup]
    public void CreateOutput()
    {
        var random = new Random(3);
        for (var i = 4 * Anchors; i < _output.Length; i++)
        {
            _output[i] = random.NextSingle() * 0.01f;
        }

        for (var seen = 0; seen < 12; seen++)
        {
            var (x, y, classId) = (random.Next(40, 600), random.Next(40, 600), random.Next(Classes));
            for (var near = 0; near < 14; near++)
            {
                var anchor = random.Next(Anchors);
                (_output[anchor], _output[Anchors + anchor]) = (x + random.Next(-4, 5), y + random.Next(-4, 5));
                (_output[(2 * Anchors) + anchor], _output[(3 * Anchors) + anchor]) = (60 + random.Next(8), 90 + random.Next(8));
                _output[((4 + classId) * Anchors) + anchor] = 0.3f + (random.NextSingle() * 0.6f);
            }
        }
    }

    [Benchmark]
    public int Ours()
    {
        _decoder.Decode(_output, _parameters, _scratch);
        return _scratch.Candidates.Count;
    }

    /// <summary>Scalar decoding, anchor by anchor and class by class, with the same NMS.</summary>
    [Benchmark(Baseline = true)]
    public int PlainScalar()
    {
        var candidates = _scratch.Candidates;
        candidates.Clear();
        for (var anchor = 0; anchor < Anchors; anchor++)
        {
            var (best, bestClass) = (-1f, 0);
            for (var classId = 0; classId < Classes; classId++)
            {
                var score = _output[((4 + classId) * Anchors) + anchor];
                if (score > best)
                {
                    (best, bestClass) = (score, classId);
                }
            }

            if (best >= _parameters.Confidence)
            {
                candidates.AddCentred(
                    _output[anchor], _output[Anchors + anchor], _output[(2 * Anchors) + anchor], _output[(3 * Anchors) + anchor], best, bestClass);
            }
        }

        NonMaximumSuppression.Apply(candidates, _parameters.Iou, _parameters.MaxDetections);
        return candidates.Count;
    }
}
