using VisionSystem.Bench.Export;
using VisionSystem.Bench.Heads;
using VisionSystem.Bench.Hostile;
using VisionSystem.Bench.Http;
using VisionSystem.Bench.Overload;
using VisionSystem.Bench.Pipeline;
using VisionSystem.Bench.SecondModel;
using VisionSystem.Bench.Soak;
using VisionSystem.Bench.Stages;
using VisionSystem.Bench.Store;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Bench.Running;

/// <summary>A benchmark by its name.</summary>
/// <param name="Name">As in <c>./vision bench NAME</c>.</param>
/// <param name="Summary">What it measures.</param>
/// <param name="RunAsync">Measures and prints; gives the exit code.</param>
internal sealed record Benchmark(string Name, string Summary, Func<BenchArguments, CancellationToken, Task<int>> RunAsync)
{
    private static readonly Benchmark[] All =
    [
        new("stages", "decode, letterbox and postprocess beside libjpeg-turbo, OpenCV and plain C#; --only decode,letterbox,postprocess,telemetry --seconds --repeats", StagesBenchmark.RunAsync),
        new("pipeline", "JPEG to boxes beside bare decoding and the bare engine; --models --only ordinary,12mp --seconds --repeats", PipelineBenchmark.RunAsync),
        new("http", "JPEG in, boxes out over HTTP beside FastAPI and Node (half an hour); --models --only ordinary,12mp,recording --seconds --repeats", HttpBenchmark.RunAsync),
        new("overload", "what becomes of more load than it can do; --models --only ordinary,12mp --seconds --repeats", OverloadBenchmark.RunAsync),
        new("hostile", "what good images notice of bombs and damaged files, one in ten; --models --seconds --repeats", HostileBenchmark.RunAsync),
        new("soak", "minutes of everything: memory, handles, drift, and a leak that has to be caught; --minutes --models", SoakBenchmark.RunAsync),
        new("export", "every export format over 100,000 predictions: memory, first byte, speed; --only coco,coco-results,yolo,label-studio,csv,jsonl --repeats", ExportBenchmark.RunAsync),
        new("heads", "decoding a head beside a plain version (BenchmarkDotNet)", HeadBenchmark.RunAsync),
        new("store", "predictions into PostgreSQL beside bare Npgsql and into SQLite; searches over a million, which take minutes to make the first time; --only ingest,finding --rows --repeats", StoreBenchmark.RunAsync),
        new("second-model", "what loading a second model costs the first; [MODEL SECOND] --seconds --repeats", SecondModelBenchmark.RunAsync),
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
