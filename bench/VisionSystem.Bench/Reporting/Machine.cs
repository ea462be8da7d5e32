using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Bench.Reporting;

/// <summary>Hardware and software of the measurement.</summary>
internal sealed record Machine(string Processor, int Cores, string Vectors, string Memory, string System, string Runtime, string Engine, string Decoder, string Version)
{
    public static Machine Describe() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? "512-bit" : Vector256.IsHardwareAccelerated ? "256-bit" : Vector128.IsHardwareAccelerated ? "128-bit" : "none",
        string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0} GiB"),
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
        RuntimeInformation.FrameworkDescription,
        $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}",
        new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance).Describe()["jpeg"],
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    public void Write(TextWriter output)
    {
        output.WriteLine($"{Processor}, {Cores} cores, {Vectors} vectors, {Memory}; {System}");
        output.WriteLine($"{Runtime}, {Engine}, JPEGs by {Decoder}, VisionSystem {Version}");
    }

    public JsonObject ToJson() => new()
    {
        ["processor"] = Processor,
        ["cores"] = Cores,
        ["vectors"] = Vectors,
        ["memory"] = Memory,
        ["system"] = System,
        ["runtime"] = Runtime,
        ["engine"] = Engine,
        ["decoder"] = Decoder,
        ["version"] = Version,
    };

    private static string ProcessorName()
    {
        const string Known = "/proc/cpuinfo";
        var line = File.Exists(Known) ? File.ReadLines(Known).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? $"{RuntimeInformation.ProcessArchitecture} processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
