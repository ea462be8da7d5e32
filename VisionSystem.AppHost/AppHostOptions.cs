using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost;

/// <summary>Options of the AppHost, from the command line and the configuration section <c>Vision:AppHost</c>.</summary>
/// <param name="Topology">The data servers that run beside the two services.</param>
/// <param name="Listen">The address of the public API; all other endpoints use the loopback address.</param>
/// <param name="Port">Port of yolo-inference.</param>
/// <param name="LoggingPort">Port of logging-service.</param>
/// <param name="DashboardPort">Port of the dashboard, followed by its two telemetry ports; null for the ports of the launch profile.</param>
/// <param name="DataPath">Folder of the SQLite files and images of logging-service.</param>
/// <param name="SpoolPath">Folder of the predictions that logging-service has not yet stored.</param>
/// <param name="ServersPath">Data folder of the servers of the local topology.</param>
/// <param name="KeysPath">Folder of the generated service key and administrator key.</param>
/// <param name="RequiresKey">True if callers of the API need a key.</param>
/// <param name="Replicas">Number of processes of yolo-inference.</param>
/// <param name="MinioImage">Image of the object store's container.</param>
/// <param name="MinioTag">Tag of that image.</param>
/// <param name="Monitoring">True to start Prometheus, Grafana and Jaeger.</param>
/// <param name="StartTimeout">Time within which every resource must become ready.</param>
/// <param name="Errors">The invalid options, one sentence each; empty if all are valid.</param>
internal sealed record AppHostOptions(
    TopologyChoice Topology, ListenAddress Listen, int Port, int LoggingPort, int? DashboardPort, string DataPath, string SpoolPath,
    string ServersPath, string KeysPath, bool RequiresKey, int Replicas, string MinioImage, string MinioTag, bool Monitoring, TimeSpan StartTimeout, IReadOnlyList<string> Errors)
{
    /// <summary>The setting that decides whether callers need a key.</summary>
    public const string AccessVariable = "CV_AUTH";

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

    /// <summary>How the API can be reached, in one or two sentences.</summary>
    public string AccessLine => (RequiresKey, Listen.IsLoopback) switch
    {
        (true, _) => $"{Listen.Description} Callers need a key.",
        (false, true) => $"{Listen.Description} Callers need no key.",
        _ => $"{Listen.Description} Callers need no key ({AccessVariable}=off): every client that can reach this address can use the API and view every image.",
    };

    public static async Task<AppHostOptions> ReadAsync(IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine([.. args.Where(argument => argument != MonitoringSwitch)], Switches);
        var configuration = builder.Configuration;
        var errors = new List<string>();
        var data = configuration[Section + "Data"];
        var root = Path.GetFullPath(data ?? Path.Combine(builder.AppHostDirectory, "..", ".vision", "data"));

        var listen = ListenAddress.Parse(configuration[Section + "Listen"], errors);
        var minioImage = configuration[Section + "MinioImage"] ?? "docker.io/minio/minio";
        var minioTag = configuration[Section + "MinioTag"] ?? "RELEASE.2025-04-22T22-12-26Z";
        var monitoring = args.Contains(MonitoringSwitch) || configuration.GetValue(Section + "Monitoring", false);
        return new(
            await TopologyChoice.ParseAsync(
                configuration[Section + "Topology"] ?? configuration["Topology"], builder.ExecutionContext.IsPublishMode,
                configuration["ASPIRE_CONTAINER_RUNTIME"],
                () => [.. ContainerServers.Images(minioImage, minioTag), .. monitoring ? MonitoringExtensions.Images : []],
                errors),
            listen,
            Number("--port", "Port", MaxPort, "a port") ?? 8000,
            Number("--logging-port", "LoggingPort", MaxPort, "a port") ?? 8001,
            Number("--dashboard-port", "DashboardPort", MaxPort - 2, "a port"),
            Folder("CV_DATA_PATH", "logging"),
            Folder("CV_SPOOL_PATH", "spool"),
            Path.Combine(root, "servers"),
            Path.Combine(root, "keys"),
            configuration[AccessVariable]?.ToLowerInvariant() switch
            {
                "on" => true,
                "off" => false,

                // The services decide the same way: names of hosts or proxies show that other machines are to reach the API.
                _ => !builder.Environment.IsDevelopment() || !listen.IsLoopback || IsSet("CV_ALLOWED_HOSTS") || IsSet("CV_TRUSTED_PROXIES"),
            },
            Number("--replicas", "Replicas", MaxReplicas, "a number") ?? 1,
            minioImage,
            minioTag,
            monitoring,
            TimeSpan.FromSeconds(Number("--start-timeout", "StartTimeout", MaxSeconds, "a number of seconds") ?? 180),
            errors);

        bool IsSet(string variable) => configuration[variable] is { Length: > 0 };

        // --data overrides the operator's variable, which overrides the default.
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
