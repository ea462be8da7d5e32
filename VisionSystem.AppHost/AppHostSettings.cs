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
/// <param name="Errors">What is wrong, in the words of the command line; empty when all is well.</param>
internal sealed record AppHostSettings(
    TopologyChoice Topology, ListenAddress Listen, int ApiPort, int LoggingPort, string DataPath, string SpoolPath, IReadOnlyList<string> Errors)
{
    private const string Section = "Vision:AppHost:";

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--topology"] = Section + "Topology",
        ["--listen"] = Section + "Listen",
        ["--api-port"] = Section + "ApiPort",
        ["--logging-port"] = Section + "LoggingPort",
        ["--data"] = Section + "Data",
    };

    public static AppHostSettings From(IDistributedApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine(args, Switches);
        var configuration = builder.Configuration;
        var errors = new List<string>();
        var data = configuration[Section + "Data"];
        var root = Path.GetFullPath(data ?? Path.Combine(builder.AppHostDirectory, "..", ".vision", "data"));

        return new(
            TopologyChoice.Parse(configuration[Section + "Topology"] ?? configuration["Topology"], errors),
            ListenAddress.Parse(configuration[Section + "Listen"], errors),
            Port("--api-port", configuration[Section + "ApiPort"], 8000, errors),
            Port("--logging-port", configuration[Section + "LoggingPort"], 8001, errors),
            Folder("CV_DATA_PATH", "logging"),
            Folder("CV_SPOOL_PATH", "spool"),
            errors);

        // --data wins over an operator's variable, which wins over the default.
        string Folder(string variable, string name) =>
            (data is null ? configuration[variable] : null) is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(root, name);
    }

    private static int Port(string option, string? text, int fallback, List<string> errors)
    {
        if (text is null)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            return port;
        }

        errors.Add($"{option} must be a port from 1 to 65535, not '{text}'.");
        return fallback;
    }
}
