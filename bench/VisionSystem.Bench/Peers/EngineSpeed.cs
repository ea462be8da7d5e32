using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Bench.Data;
using VisionSystem.Cli.Processes;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Bench.Peers;

/// <summary>
/// How fast engines are alone, each in its own build: runs on the same ready tensor. What is left between this and a server's
/// throughput is that server's own work.
/// </summary>
internal static class EngineSpeed
{
    /// <summary>Writes an image as the model's input, raw float32; the file.</summary>
    public static string WriteTensor(string model, string image)
    {
        using var session = new InferenceSession(model);
        var shape = session.InputMetadata[session.InputNames[0]].Dimensions;
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        var file = File.ReadAllBytes(image);
        if (codecs.ReadHeader(file, out var header, out var detail) != ImageFault.None || codecs.Decode(file, header, 0, 0, out var pixels, out detail) != ImageFault.None)
        {
            throw new InvalidDataException(detail);
        }

        using (pixels)
        {
            // YOLOX gives a row an anchor, YOLOv8 a column.
            var isYoloX = session.OutputMetadata[session.OutputNames[0]].Dimensions is [_, var rows, var columns] && rows > columns;
            var preparation = isYoloX ? InputPreparation.YoloX : InputPreparation.Default;
            var tensor = new float[3 * shape[2] * shape[3]];
            var plan = preparation.Plan(header.UprightWidth, header.UprightHeight, shape[3], shape[2]);
            Letterbox.Fill(new UprightView(pixels!, header.Orientation), plan, preparation.Layout, tensor, preparation.Pad);
            var target = Path.Combine(BenchFiles.Output, Path.GetFileNameWithoutExtension(model) + ".f32");
            File.WriteAllBytes(target, MemoryMarshal.AsBytes(tensor.AsSpan()));
            return target;
        }
    }

    /// <summary>Runs per second of this service's own engine.</summary>
    public static double Ours(string model, string tensor, EngineUse use, TimeSpan window)
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

    /// <summary>Runs per second of a peer's engine, and its version.</summary>
    /// <exception cref="InvalidOperationException">Its script failed.</exception>
    public static async Task<(double Speed, string Version)> OfAsync(
        IPeer peer, string model, string tensor, EngineUse use, TimeSpan window, CancellationToken cancellationToken)
    {
        var command = peer.Engine(model, tensor, use, window.TotalSeconds);
        var (exitCode, output) = await ChildProcess.ReadAsync(new ProcessStartInfo(command[0], command.Skip(1)), cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The engine of {peer.Name} alone failed: {output.Errors}");
        }

        // Debian's build complains about itself at length on standard error.
        using var result = JsonDocument.Parse(output.Output);
        return (result.RootElement.GetProperty("runs").GetDouble() / result.RootElement.GetProperty("seconds").GetDouble(), result.RootElement.GetProperty("version").GetString()!);
    }

    private static void Run(InferenceSession session, RunOptions options, OrtValue input)
    {
        using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
    }
}
