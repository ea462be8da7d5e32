using System.Globalization;
using System.Reflection;
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
        var port = FreePort.Take();
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = Url(port),
            ["CV_MODEL_PATH"] = Path.GetDirectoryName(model)!,
            ["CV_YOLO_MODEL"] = Path.GetFileName(model),
            ["CV_RECORDING"] = "off",
            ["CV_CACHE_TTL"] = "0",
            ["CV_SPOOL_PATH"] = EmptyFolder("spool-" + name),
        };
        foreach (var (setting, value) in more)
        {
            settings[setting] = value;
        }

        return Service(name, "VisionSystem.Inference", port, settings) with { Path = "/v1/detect" };
    }

    /// <summary>A queue, and patience, for so many clients that each wait for their answer: peers refuse nobody either.</summary>
    public static IEnumerable<(string Setting, string Value)> PatientWith(int clients) =>
        [("CV_QUEUE_LIMIT", clients.ToString(CultureInfo.InvariantCulture)), ("CV_REQUEST_TIMEOUT_MS", "300000")];

    /// <summary>logging-service with nothing in it yet.</summary>
    /// <param name="name">For its log and its folder.</param>
    /// <param name="more">Settings on top.</param>
    public static ServerStart Logging(string name = "logging-service", params IEnumerable<(string Setting, string Value)> more)
    {
        var port = FreePort.Take();
        var settings = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = Url(port), ["CV_DATA_PATH"] = EmptyFolder("data-" + name) };
        foreach (var (setting, value) in more)
        {
            settings[setting] = value;
        }

        return Service(name, "VisionSystem.Logging", port, settings);
    }

    private static ServerStart Service(string name, string project, int port, Dictionary<string, string> settings)
    {
        var dll = Dll(project);
        return new ServerStart(name, ["dotnet", dll], port, settings) { Folder = Path.GetDirectoryName(dll) };
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    /// <summary>On the repository's disk: a temporary folder may be in memory, where writing costs nothing.</summary>
    private static string EmptyFolder(string name)
    {
        var folder = Path.Combine(BenchFiles.Output, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>In the configuration that this program was built in.</summary>
    private static string Dll(string project)
    {
        var configuration = typeof(VisionServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var file = Path.Combine(BenchFiles.Root, project, "bin", configuration, "net10.0", project + ".dll");
        return File.Exists(file) ? file : throw new ServerException($"{file} is missing: start benchmarks with ./vision bench, which builds it");
    }
}
