using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;
using VisionSystem.Bench.Data;
using VisionSystem.Cli.Processes;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Peers;

/// <summary>
/// Measures the engines alone, each in its own build, on the same prepared tensor. The difference to a server's throughput is the
/// server's own work.
/// </summary>
internal static class EngineSpeed
{
    /// <summary>Writes an image as raw float32 model input and returns the path of the file.</summary>
    public static string WriteTensor(string model, string image)
    {
        using var session = new InferenceSession(model);
        var shape = session.InputMetadata[session.InputNames[0]].Dimensions;
        var file = new ImageFile(image, new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance));
        using var pixels = file.Decode();

        // The output has one row per anchor for YOLOX and one column per anchor for YOLOv8.
        var isYoloX = session.OutputMetadata[session.OutputNames[0]].Dimensions is [_, var rows, var columns] && rows > columns;
        var preparation = isYoloX ? InputPreparation.YoloX : InputPreparation.Default;
        var tensor = new float[3 * shape[2] * shape[3]];
        var plan = preparation.Plan(file.Header.UprightWidth, file.Header.UprightHeight, shape[3], shape[2]);
        Letterbox.Fill(new UprightView(pixels, file.Header.Orientation), plan, preparation.Layout, tensor, preparation.Pad);
        var target = Path.Combine(BenchFiles.Output, Path.GetFileNameWithoutExtension(model) + ".f32");
        File.WriteAllBytes(target, MemoryMarshal.AsBytes(tensor.AsSpan()));
        return target;
    }

    /// <summary>Runs per second of our own engine.</summary>
    public static double Ours(string model, string tensor, EngineConcurrency use, TimeSpan window)
    {
        using var options = new SessionOptions { IntraOpNumThreads = use.Threads };
        using var session = new InferenceSession(model, options);
        var values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(tensor)).ToArray();
        var shape = Array.ConvertAll(session.InputMetadata[session.InputNames[0]].Dimensions, side => (long)Math.Max(side, 1));
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var runOptions = new RunOptions();
        Run(session, runOptions, input);

        var (runs, last, begun) = (0, 0L, Stopwatch.GetTimestamp());
        Thread[] threads = [.. Enumerable.Range(0, use.Concurrent).Select(_ => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(begun) < window)
            {
                Run(session, runOptions, input);
                Interlocked.Increment(ref runs);
                Volatile.Write(ref last, Stopwatch.GetTimestamp());
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return runs / Stopwatch.GetElapsedTime(begun, last).TotalSeconds;
    }

    /// <summary>Runs per second and version of a peer's engine.</summary>
    /// <exception cref="InvalidOperationException">The peer's script failed.</exception>
    public static async Task<(double Speed, string Version)> OfAsync(
        IPeer peer, string model, string tensor, EngineConcurrency use, TimeSpan window, CancellationToken cancellationToken)
    {
        var command = peer.Engine(model, tensor, use, window.TotalSeconds);
        var (exitCode, output) = await ChildProcess.ReadAsync(new ProcessStartInfo(command[0], command.Skip(1)), cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The engine of {peer.Name} alone failed: {output.Errors}");
        }

        // Standard error is ignored: Debian's build writes long warnings to it.
        using var result = JsonDocument.Parse(output.Output);
        return (result.RootElement.GetProperty("runs").GetDouble() / result.RootElement.GetProperty("seconds").GetDouble(), result.RootElement.GetProperty("version").GetString()!);
    }

    private static void Run(InferenceSession session, RunOptions options, OrtValue input)
    {
        using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
    }
}

/// <summary>Distribution of an engine's runs over the cores.</summary>
/// <param name="Concurrent">Number of concurrent runs, each called from its own thread.</param>
/// <param name="Threads">Number of threads per run.</param>
internal sealed record EngineConcurrency(int Concurrent, int Threads)
{
    /// <summary>One run per core, or one run over all cores; the faster one depends on the build and the model.</summary>
    public static IReadOnlyList<EngineConcurrency> All { get; } = [new(Environment.ProcessorCount, 1), new(1, Environment.ProcessorCount)];

    public override string ToString() => Concurrent == 1 ? "one run over all cores" : "a run a core";
}
