using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost.Startup;

/// <summary>Finds problems that would prevent the application from running, before any resource starts.</summary>
internal static class StartChecks
{
    private const string DashboardUrls = "ASPNETCORE_URLS";
    private const string DashboardPortOption = "--dashboard-port";

    private static readonly string[] TelemetryUrls = ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    private sealed record Listener(string Name, string Option, string Address, int Port);

    /// <summary>Adds the checks; the start fails with a list of all problems.</summary>
    public static void Add(IDistributedApplicationBuilder builder, AppHostOptions options) =>
        builder.Eventing.Subscribe<BeforeStartEvent>(async (start, _) =>
        {
            List<string> problems = [.. options.Errors];
            if (problems.Count == 0 && builder.ExecutionContext.IsRunMode)
            {
                problems.AddRange(
                [
                    .. builder.RandomizesPorts() ? [] : BusyPorts(start.Model, builder.Configuration),
                    .. ReadOnlyFolders(options),
                    .. await MissingProgramsAsync(builder, options),
                    .. MonitoringExtensions.MissingProgram(start.Model) is { } missing ? (string[])[missing] : [],
                ]);
            }

            if (problems.Count > 0)
            {
                throw new CannotStartException(problems);
            }
        });

    private static async Task<IEnumerable<string>> MissingProgramsAsync(IDistributedApplicationBuilder builder, AppHostOptions options) => options.Topology.Topology switch
    {
        Topology.Local => LocalServers.MissingPrograms(builder.AppHostDirectory)
            .Select(missing => $"--topology local requires {missing}. Install it, or choose --topology embedded."),
        Topology.Containers when await ContainerRuntime.FindAsync(builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]) is { Program: null } runtime =>
            [$"--topology containers requires Docker or Podman ({runtime.Reason}). Start one of them, or choose --topology local or embedded."],
        _ => [],
    };

    private static IEnumerable<string> ReadOnlyFolders(AppHostOptions options)
    {
        foreach (var folder in (string[])[options.DataPath, options.SpoolPath])
        {
            string? refusal = null;
            try
            {
                Directory.CreateDirectory(folder);
                File.Open(Path.Combine(folder, $".{Path.GetRandomFileName()}"), new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.DeleteOnClose,
                }).Dispose();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                refusal = failure.Message;
            }

            if (refusal is not null)
            {
                yield return $"The data folder {folder} cannot be written ({refusal.TrimEnd('.')}). Make it writable, or choose another folder with --data.";
            }
        }
    }

    private static IEnumerable<string> BusyPorts(DistributedApplicationModel model, ConfigurationManager configuration)
    {
        Listener[] listeners =
        [
            .. from resource in model.Resources
               from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
               where endpoint.Port is > 0
               select new Listener(resource.Name, OptionOf(resource.Name), endpoint.TargetHost, endpoint.Port ?? 0),
            .. UrlsOf(DashboardUrls, "the dashboard"),
            .. TelemetryUrls.SelectMany(name => UrlsOf(name, "the dashboard's telemetry")),
        ];
        foreach (var group in listeners.GroupBy(listener => listener.Port).Where(group => group.Count() > 1))
        {
            yield return $"Port {group.Key} is assigned to {string.Join(" and ", group.Select(listener => listener.Name))}. Choose a different port for each.";
        }

        foreach (var listener in listeners.Where(listener => IsBusy(listener.Address, listener.Port)))
        {
            yield return $"Port {listener.Port} of {listener.Name} is in use by another program. Stop that program, or choose another port{listener.Option}.";
        }

        IEnumerable<Listener> UrlsOf(string name, string listener) => (configuration[name] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Where(url => Uri.IsWellFormedUriString(url, UriKind.Absolute)).Select(url => new Uri(url))
            .Where(url => url.Port != 0)
            .Select(url => new Listener(listener, $" with {DashboardPortOption}", url.Host, url.Port));

        static string OptionOf(string resource) => resource switch
        {
            "yolo-inference" => " with --port",
            "logging-service" => " with --logging-port",
            _ => "",
        };
    }

    private static bool IsBusy(string host, int port)
    {
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : IPAddress.Loopback;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return false;
        }
        catch (SocketException failure)
        {
            // The server itself reports any other failure, such as an address that does not belong to this machine.
            return failure.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}

/// <summary>The application cannot start. Each problem is a sentence with a remedy.</summary>
internal sealed class CannotStartException(IReadOnlyList<string> problems) : DistributedApplicationException(string.Join('\n', problems))
{
    public IReadOnlyList<string> Problems => problems;
}
