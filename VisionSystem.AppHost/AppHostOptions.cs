using System.Globalization;
using Microsoft.Extensions.Configuration;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost;

/// <summary>What the command line and the configuration section <c>Vision:AppHost</c> ask of the AppHost.</summary>
/// <param name="Topology">The servers that are started beside the two services.</param>
/// <param name="Listen">The address of the public API; everything else stays on the loopback address.</param>
/// <param name="Port">Port of yolo-inference.</param>
/// <param name="LoggingPort">Port of logging-service.</param>
/// <param name="DashboardPort">Port of the dashboard, with its telemetry ports beside it; null keeps those of the launch profile.</param>
/// <param name="DataPath">Folder of logging-service's SQLite files and images.</param>
/// <param name="SpoolPath">Folder of the predictions that logging-service has not stored yet.</param>
/// <param name="ServersPath">Folder of what the servers of the local topology keep.</param>
/// <param name="Replicas">Number of processes of yolo-inference.</param>
/// <param name="MinioImage">Image of the object store's container.</param>
/// <param name="MinioTag">Its tag.</param>
/// <param name="Monitoring">True to start Prometheus, Grafana and Jaeger, too.</param>
/// <param name="StartTimeout">Time that everything has to become ready.</param>
/// <param name="Errors">What is wrong, in the words of the command line; empty if nothing is.</param>
internal sealed record AppHostOptions(
    TopologyChoice Topology, ListenAddress Listen, int Port, int LoggingPort, int? DashboardPort, string DataPath, string SpoolPath,
    string ServersPath, int Replicas, string MinioImage, string MinioTag, bool Monitoring, TimeSpan StartTimeout, IReadOnlyList<string> Errors)
{
    private const string Section = "Vision:AppHost:";
    private const string MonitoringSwitch = "--monitoring";
    private const int MaxPort = 65535;
    private const int MaxReplicas = 64;
    private const int MaxSeconds = 3600;

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--topology"] = Section + "Topology",
        ["--listen"] = Section + "Listen",
        ["--port"] = Section + "Port",
        ["--api-port"] = Section + "Port",
        ["--logging-port"] = Section + "LoggingPort",
        ["--dashboard-port"] = Section + "DashboardPort",
        ["--data"] = Section + "Data",
        ["--replicas"] = Section + "Replicas",
        ["--minio-image"] = Section + "MinioImage",
        ["--minio-tag"] = Section + "MinioTag",
        ["--start-timeout"] = Section + "StartTimeout",
    };

    public static AppHostOptions From(IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine([.. args.Where(argument => argument != MonitoringSwitch)], Switches);
        var configuration = builder.Configuration;
        var errors = new List<string>();
        var data = configuration[Section + "Data"];
        var root = Path.GetFullPath(data ?? Path.Combine(builder.AppHostDirectory, "..", ".vision", "data"));

        var minioImage = configuration[Section + "MinioImage"] ?? "docker.io/minio/minio";
        var minioTag = configuration[Section + "MinioTag"] ?? "RELEASE.2025-04-22T22-12-26Z";
        return new(
            TopologyChoice.Parse(
                configuration[Section + "Topology"] ?? configuration["Topology"], builder.ExecutionContext.IsPublishMode,
                configuration["ASPIRE_CONTAINER_RUNTIME"], () => ContainerServers.Images(minioImage, minioTag), errors),
            ListenAddress.Parse(configuration[Section + "Listen"], errors),
            Number("--port", "Port", MaxPort, "a port") ?? 8000,
            Number("--logging-port", "LoggingPort", MaxPort, "a port") ?? 8001,
            Number("--dashboard-port", "DashboardPort", MaxPort - 2, "a port"),
            Folder("CV_DATA_PATH", "logging"),
            Folder("CV_SPOOL_PATH", "spool"),
            Path.Combine(root, "servers"),
            Number("--replicas", "Replicas", MaxReplicas, "a number") ?? 1,
            minioImage,
            minioTag,
            args.Contains(MonitoringSwitch) || configuration.GetValue(Section + "Monitoring", false),
            TimeSpan.FromSeconds(Number("--start-timeout", "StartTimeout", MaxSeconds, "a number of seconds") ?? 180),
            errors);

        // --data has precedence over an operator's variable, which has precedence over the default.
        string Folder(string variable, string name) =>
            (data is null ? configuration[variable] : null) is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(root, name);

        int? Number(string option, string key, int max, string kind)
        {
            if (configuration[Section + key] is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= max)
            {
                return number;
            }

            errors.Add($"{option} must be {kind} from 1 to {max}, not '{text}'.");
            return null;
        }
    }
}
