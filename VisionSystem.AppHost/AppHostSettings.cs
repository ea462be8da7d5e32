using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace VisionSystem.AppHost;

/// <summary>What the command line and the environment ask of the AppHost.</summary>
/// <param name="Topology">Which servers are started beside the two services.</param>
/// <param name="Listen">Where the public API listens; everything else stays on the loopback address.</param>
/// <param name="ApiPort">Port of yolo-inference.</param>
/// <param name="LoggingPort">Port of logging-service.</param>
/// <param name="DataPath">Folder of logging-service's SQLite files and images.</param>
/// <param name="SpoolPath">Folder of the predictions that logging-service has not stored yet.</param>
/// <param name="Replicas">How many processes yolo-inference is.</param>
/// <param name="MinioImage">The image of the object store's container.</param>
/// <param name="MinioTag">Its tag.</param>
/// <param name="Monitoring">Whether Prometheus, Grafana and Jaeger are started, too.</param>
/// <param name="Errors">What is wrong, in the words of the command line; empty when all is well.</param>
internal sealed record AppHostSettings(
    TopologyChoice Topology, ListenAddress Listen, int ApiPort, int LoggingPort, string DataPath, string SpoolPath, int Replicas,
    string MinioImage, string MinioTag, bool Monitoring, IReadOnlyList<string> Errors)
{
    private const string Section = "Vision:AppHost:";
    private const int MostPort = 65535;
    private const int MostReplicas = 64;

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--topology"] = Section + "Topology",
        ["--listen"] = Section + "Listen",
        ["--api-port"] = Section + "ApiPort",
        ["--logging-port"] = Section + "LoggingPort",
        ["--data"] = Section + "Data",
        ["--replicas"] = Section + "Replicas",
        ["--minio-image"] = Section + "MinioImage",
        ["--minio-tag"] = Section + "MinioTag",
    };

    public static AppHostSettings From(IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine([.. args.Where(argument => argument != "--monitoring")], Switches); // it takes no value
        var configuration = builder.Configuration;
        var errors = new List<string>();
        var data = configuration[Section + "Data"];
        var root = Path.GetFullPath(data ?? Path.Combine(builder.AppHostDirectory, "..", ".vision", "data"));

        return new(
            TopologyChoice.Parse(
                configuration[Section + "Topology"] ?? configuration["Topology"], builder.ExecutionContext.IsPublishMode,
                configuration["ASPIRE_CONTAINER_RUNTIME"], errors),
            ListenAddress.Parse(configuration[Section + "Listen"], errors),
            Number("--api-port", configuration[Section + "ApiPort"], 8000, MostPort, "a port", errors),
            Number("--logging-port", configuration[Section + "LoggingPort"], 8001, MostPort, "a port", errors),
            Folder("CV_DATA_PATH", "logging"),
            Folder("CV_SPOOL_PATH", "spool"),
            Number("--replicas", configuration[Section + "Replicas"], 1, MostReplicas, "a number", errors),
            configuration[Section + "MinioImage"] ?? "docker.io/minio/minio",
            configuration[Section + "MinioTag"] ?? "RELEASE.2025-04-22T22-12-26Z",
            args.Contains("--monitoring"),
            errors);

        // --data wins over an operator's variable, which wins over the default.
        string Folder(string variable, string name) =>
            (data is null ? configuration[variable] : null) is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(root, name);
    }

    private static int Number(string option, string? text, int fallback, int most, string what, List<string> errors)
    {
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most)
        {
            return number;
        }

        errors.Add($"{option} must be {what} from 1 to {most}, not '{text}'.");
        return fallback;
    }
}
