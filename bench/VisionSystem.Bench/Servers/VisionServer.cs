using System.Globalization;
using System.Reflection;
using VisionSystem.Bench.Data;

namespace VisionSystem.Bench.Servers;

/// <summary>Start parameters of our own services: started from their DLL and configured by environment variables, as in production, but open to every caller.</summary>
internal static class VisionServer
{
    public const string Name = "VisionSystem";

    /// <summary>inference-service with a model and default settings, but without recording and result cache.</summary>
    /// <param name="model">Path of the model file.</param>
    /// <param name="name">Name of the log file.</param>
    /// <param name="more">Additional settings.</param>
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
        return Service(name, "VisionSystem.Inference", port, settings, more) with { Path = "/v1/detect" };
    }

    /// <summary>
    /// Settings of a queue and a deadline that reject none of a number of waiting clients, for the comparison with peers, which never
    /// reject.
    /// </summary>
    public static IEnumerable<(string Setting, string Value)> LongQueueFor(int clients) =>
        [("CV_QUEUE_LIMIT", clients.ToString(CultureInfo.InvariantCulture)), ("CV_REQUEST_TIMEOUT_MS", "300000")];

    /// <summary>logging-service with empty stores.</summary>
    /// <param name="name">Name of the log file and the data folder.</param>
    /// <param name="more">Additional settings.</param>
    public static ServerStart Logging(string name = "logging-service", params IEnumerable<(string Setting, string Value)> more)
    {
        var port = FreePort.Take();
        var settings = new Dictionary<string, string> { ["ASPNETCORE_URLS"] = Url(port), ["CV_DATA_PATH"] = EmptyFolder("data-" + name) };
        return Service(name, "VisionSystem.Logging", port, settings, more);
    }

    private static ServerStart Service(
        string name, string project, int port, Dictionary<string, string> settings, IEnumerable<(string Setting, string Value)> more)
    {
        settings["CV_AUTH"] = "off";
        foreach (var (setting, value) in more)
        {
            settings[setting] = value;
        }

        var dll = Dll(project);
        return new ServerStart(name, ["dotnet", dll], port, settings) { Folder = Path.GetDirectoryName(dll) };
    }

    private static string Url(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    /// <summary>An empty folder on the disk of the repository: the temporary folder may be in memory, where writes are free.</summary>
    private static string EmptyFolder(string name)
    {
        var folder = Path.Combine(BenchFiles.Output, name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Path of a service's DLL in the build configuration of this program.</summary>
    private static string Dll(string project)
    {
        var configuration = typeof(VisionServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var file = Path.Combine(BenchFiles.Root, project, "bin", configuration, "net10.0", project + ".dll");
        return File.Exists(file) ? file : throw new ServerException($"{file} is missing: start benchmarks with ./vision bench, which builds the services");
    }
}
