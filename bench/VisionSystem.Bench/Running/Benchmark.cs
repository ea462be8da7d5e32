using VisionSystem.Bench.Access;
using VisionSystem.Bench.Export;
using VisionSystem.Bench.Fairness;
using VisionSystem.Bench.Gpu;
using VisionSystem.Bench.Hostile;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Overload;
using VisionSystem.Bench.Pipeline;
using VisionSystem.Bench.Soak;
using VisionSystem.Bench.Stages;
using VisionSystem.Bench.Store;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Running;

/// <summary>A benchmark of <c>./vision bench</c>.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Summary">Description and supported options.</param>
/// <param name="RunAsync">Measures and reports; returns the exit code.</param>
internal sealed record Benchmark(string Name, string Summary, Func<BenchArguments, CancellationToken, Task<int>> RunAsync)
{
    private static readonly Benchmark[] All =
    [
        new("stages", "decode, letterbox and postprocess, compared with libjpeg-turbo, OpenCV and plain C#; --only decode,letterbox,postprocess,telemetry --seconds --repeats", StagesBenchmark.RunAsync),
        new("pipeline", "JPEG to boxes, compared with bare decoding and the bare engine; --models --only ordinary,12mp --seconds --repeats", PipelineBenchmark.RunAsync),
        new("http", "JPEG in, boxes out over HTTP, compared with FastAPI and Node (half an hour); --models --only ordinary,12mp,recording --seconds --repeats", HttpBenchmark.RunAsync),
        new("gpu", "CUDA compared with the CPU of the same machine; build with VisionGpu=true in the environment; --models --only boxes,engine,http --seconds --repeats", GpuBenchmark.RunAsync),
        new("overload", "behaviour under more load than the capacity; --models --only ordinary,12mp --seconds --repeats", OverloadBenchmark.RunAsync),
        new("fairness", "latency of one tenant alone and beside a flood of another tenant; --models --only waiting,refused --seconds --repeats", FairnessBenchmark.RunAsync),
        new("hostile", "latency of valid images beside decompression bombs and damaged files; --models --seconds --repeats", HostileBenchmark.RunAsync),
        new("access", "cost of an API key, compared with CV_AUTH=off, and good requests beside 10,000 invented keys per second; --only cost,flood --seconds --repeats", AccessBenchmark.RunAsync),
        new("soak", "minutes of mixed load: memory, handles, drift, and a control with a leak that must be detected; --minutes --models", SoakBenchmark.RunAsync),
        new("export", "all export formats with 100,000 predictions: memory, first byte, speed; --only coco,coco-results,yolo,label-studio,csv,jsonl --repeats", ExportBenchmark.RunAsync),
        new("heads", "decoding of a head, compared with a plain version (BenchmarkDotNet)", HeadBenchmark.RunAsync),
        new("store", "ingest into PostgreSQL, compared with bare Npgsql, and into SQLite; searches among a million predictions, whose creation takes minutes the first time; --only ingest,finding --rows --repeats", StoreBenchmark.RunAsync),
        new("second-model", "effect of loading a second model on the latency of the first; [MODEL SECOND] --seconds --repeats", SecondModelBenchmark.RunAsync),
    ];

    public static Benchmark? Find(string name) => Array.Find(All, benchmark => benchmark.Name == name);

    public static void WriteUsage(TextWriter output)
    {
        output.WriteLine("./vision bench NAME [OPTIONS]");
        var table = new TextTable("", "");
        Array.ForEach(All, benchmark => table.Add("  " + benchmark.Name, benchmark.Summary));
        table.Write(output);
        output.WriteLine();
        output.WriteLine(BenchArguments.Help);
    }
}
