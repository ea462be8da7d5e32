using System.Globalization;
using VisionSystem.Bench.Data;

namespace VisionSystem.Bench.Servers;

/// <summary>This system's own services, as they are started outside of benchmarks: by their DLL, set by the environment.</summary>
internal static class VisionServer
{
    public const string Name = "VisionSystem";

    /// <summary>inference-service with a model; its defaults, but neither recording nor a result cache.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="name">For its log.</param>
    /// <param name="more">Settings on top.</param>
    public static ServerStart Inference(string model, string name = Name, params IEnumerable<(string Setting, string Value)> more)
    {
        var port = RunningServer.FreePort();
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Url(port),
            ["CV_MODEL_PATH"] = Path.GetDirectoryName(model)!,
            ["CV_YOLO_MODEL"] = Path.GetFileName(model),
            ["CV_RECORDING"] = "off",
            ["CV_CACHE_TTL"] = "0",
            ["CV_SPOOL_PATH"] = Directory.CreateTempSubdirectory("vision-bench-spool-").FullName,
        };
        foreach (var (setting, value) in more)
        {
            settings[setting] = value;
        }

        return new ServerStart(name, ["dotnet", Dll("VisionSystem.Inference")], port, settings) { Path = "/v1/detect" };
    }

    /// <summary>A queue, and patience, for so many clients that each wait for their answer: peers refuse nobody either.</summary>
    public static IEnumerable<(string Setting, string Value)> PatientWith(int clients) =>
        [("CV_QUEUE_LIMIT", clients.ToString(CultureInfo.InvariantCulture)), ("CV_REQUEST_TIMEOUT_MS", "300000")];

    /// <summary>logging-service on a folder of its own.</summary>
    /// <param name="data">Where predictions and photos go.</param>
    public static ServerStart Logging(string data)
    {
        var port = RunningServer.FreePort();
        return new ServerStart("logging-service", ["dotnet", Dll("VisionSystem.Logging")], port, new Dictionary<string, string> { ["ASPNETCORE_URLS"] = Url(port), ["CV_DATA_PATH"] = data });
    }

    public static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private static string Dll(string project)
    {
        var file = Path.Combine(BenchFiles.Root, project, "bin", "Release", "net10.0", project + ".dll");
        return File.Exists(file) ? file : throw new ServerException($"{file} is missing: start benchmarks with ./vision bench, which builds it");
    }
}
